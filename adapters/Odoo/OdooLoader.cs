using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Odoo;

/// <summary>A record to load: its rows' cells by column; rows after the first are further lines, with empty header cells.</summary>
internal sealed record LoadRecord(string Reference, IReadOnlyList<IReadOnlyDictionary<string, string>> Rows);

/// <summary>How one record's load ended.</summary>
internal sealed record LoadOutcome(OutcomeKind Kind, long Id, string? Reason);

/// <summary>Creates records once, by <c>load</c> in insert-only mode: one that exists under its external id is returned untouched.</summary>
/// <remarks>
/// In Odoo 17 only the flag <c>noupdate</c> with mode <c>update</c> makes it so; plain load appends lines and rewrites
/// posted invoices. An empty cell is a value (quantity empty is 0), so only records with equal columns share a call.
/// </remarks>
internal sealed class OdooLoader(OdooRpc rpc)
{
    private const int Tries = 3;
    private const int LostRacesAllowed = 5;

    private static readonly JObject InsertOnly = new()
    {
        ["mode"] = "update",
        ["noupdate"] = true,
        ["tracking_disable"] = true,
    };

    /// <summary>Loads records; every reference gets an outcome.</summary>
    /// <exception cref="RemoteUnavailableException">Nothing was written.</exception>
    /// <exception cref="RemoteMisconfiguredException">Nothing was written.</exception>
    public async Task<IReadOnlyDictionary<string, LoadOutcome>> LoadAsync(
        string model,
        IReadOnlyCollection<LoadRecord> records,
        int batchSize,
        CancellationToken ct
    )
    {
        var batches = records
            .GroupBy(record => string.Join('|', record.Rows[0].Keys.Order(StringComparer.Ordinal)))
            .SelectMany(group => group.Chunk(batchSize))
            .Select(batch => BatchAsync(model, batch, ct));
        var done = await Task.WhenAll(batches); // The host lets only a few run at once.
        var error = done.Select(batch => batch.Error).FirstOrDefault(e => e is not null);
        var outcomes = done.SelectMany(batch => batch.Outcomes).ToDictionary(StringComparer.Ordinal);
        return error is not null && outcomes.Values.All(o => o.Kind == OutcomeKind.Later) ? throw error : outcomes;
    }

    private async Task<Batch> BatchAsync(string model, IReadOnlyList<LoadRecord> records, CancellationToken ct)
    {
        var batch = new Batch(model);
        try
        {
            await LoadAsync(batch, records, lostRaces: 0, ct);
        }
        catch (RemoteException error) when (error is RemoteUnavailableException or RemoteMisconfiguredException)
        {
            batch.Error = error;
            foreach (var record in records)
            {
                batch.Outcomes.TryAdd(record.Reference, new LoadOutcome(OutcomeKind.Later, 0, error.Message));
            }
        }

        return batch;
    }

    private async Task LoadAsync(Batch batch, IReadOnlyList<LoadRecord> records, int lostRaces, CancellationToken ct)
    {
        JToken? result;
        try
        {
            result = await SendAsync(batch.Model, records, ct);
        }
        catch (RemoteOutcomeUnknownException unknown)
        {
            batch.End(records, OutcomeKind.Unknown, unknown.Message);
            return;
        }
        catch (RemoteRejectedException refused)
        {
            await RefusedAsync(batch, records, refused, ct);
            return;
        }

        if (result?["ids"] is JArray ids && ids.Count == records.Count)
        {
            batch.Made(records, ids);
        }
        else if (result?["ids"] is JArray)
        {
            batch.End(records, OutcomeKind.Unknown, "Odoo answered another number of records than were sent.");
        }
        else
        {
            await SortOutAsync(batch, records, result?["messages"] as JArray ?? [], lostRaces, ct);
        }
    }

    /// <summary>Sends; with no trustworthy answer it sends again, since an insert-only load is its own lookup.</summary>
    private async Task<JToken?> SendAsync(string model, IReadOnlyList<LoadRecord> records, CancellationToken ct)
    {
        var columns = records[0].Rows[0].Keys.ToArray();
        var rows = new JArray(
            records.SelectMany(record =>
                record.Rows.Select(row => new JArray(columns.Select(column => row.GetValueOrDefault(column, ""))))
            )
        );
        var context = new JObject { ["context"] = InsertOnly.DeepClone() };
        RemoteException? unknown = null;
        for (var attempt = 1; attempt <= Tries; attempt++)
        {
            try
            {
                return (
                    await rpc.WriteAsync(model, "load", [new JArray(columns.Cast<object>()), rows], context, ct)
                ).Result;
            }
            catch (RemoteOutcomeUnknownException error)
            {
                unknown = error;
            }
            catch (RemoteUnavailableException error) when (unknown is not null)
            {
                unknown = error; // An earlier try may have been done: "nothing was sent" is no longer true.
            }
        }

        throw new RemoteOutcomeUnknownException(
            $"{model}.load got no trustworthy answer in {Tries} tries; repeating it is safe.",
            unknown
        );
    }

    private async Task RefusedAsync(
        Batch batch,
        IReadOnlyList<LoadRecord> records,
        RemoteRejectedException refused,
        CancellationToken ct
    )
    {
        if (OdooVerdict.IsNamed(refused, "builtins.KeyError", "builtins.AttributeError"))
        {
            var custom = records[0].Rows[0].Keys.Where(column => column.StartsWith("x_", StringComparison.Ordinal));
            batch.End(
                records,
                OutcomeKind.Rejected,
                $"Odoo lacks a field of the mapping{string.Concat(custom.Select(c => $" ({c})"))}. Correct the mapping or add the field."
            );
        }
        else if (records.Count == 1)
        {
            batch.End(records, OutcomeKind.Rejected, refused.Message);
        }
        else
        {
            await HalvesAsync(batch, records, ct);
        }
    }

    private async Task HalvesAsync(Batch batch, IReadOnlyList<LoadRecord> records, CancellationToken ct)
    {
        var half = records.Count / 2;
        await LoadAsync(batch, [.. records.Take(half)], 0, ct);
        await LoadAsync(batch, [.. records.Skip(half)], 0, ct);
    }

    /// <summary>Nothing was written, and messages name rows: the bad ones are set aside, the rest is sent once more.</summary>
    private async Task SortOutAsync(
        Batch batch,
        IReadOnlyList<LoadRecord> records,
        JArray messages,
        int lostRaces,
        CancellationToken ct
    )
    {
        if (messages.Any(LostRace))
        {
            if (lostRaces < LostRacesAllowed)
            {
                await LoadAsync(batch, records, lostRaces + 1, ct);
                return;
            }

            batch.End(records, OutcomeKind.Later, "Odoo was writing the same records at once; nothing was written.");
            return;
        }

        var named = Named(records, messages);
        if (named.Count == 0 && records.Count > 1)
        {
            await HalvesAsync(batch, records, ct);
            return;
        }

        foreach (var record in records)
        {
            if (named.TryGetValue(record, out var field) && field is not null)
            {
                batch.End([record], OutcomeKind.Rejected, $"Odoo refused the value of the field {field}.");
            }
            else if (records.Count == 1)
            {
                await RefuseAsync(batch, record, ct);
            }
        }

        // A message without a field may name the batch's first row for another's fault, so such a row is tried alone.
        var alone = records
            .Where(r => records.Count > 1 && named.TryGetValue(r, out var field) && field is null)
            .ToList();
        var rest = records.Where(r => records.Count > 1 && !named.ContainsKey(r)).ToList();
        if (rest.Count > 0)
        {
            await LoadAsync(batch, rest, 0, ct);
        }

        foreach (var record in alone)
        {
            await LoadAsync(batch, [record], 0, ct);
        }
    }

    /// <summary>A missing right comes as a message too; asking for the right tells them apart without reading text.</summary>
    private async Task RefuseAsync(Batch batch, LoadRecord record, CancellationToken ct)
    {
        var may = await rpc.ReadAsync(
            batch.Model,
            "check_access_rights",
            ["create"],
            new JObject { ["raise_exception"] = false },
            ct
        );
        if (may.Result is { Type: JTokenType.Boolean } allowed && !(bool)allowed)
        {
            throw new RemoteMisconfiguredException(
                $"{batch.Model}.load: the API user may not create {batch.Model}. Run check to see which right is missing."
            );
        }

        batch.End(
            [record],
            OutcomeKind.Rejected,
            "Odoo refused it by a rule of its own. Enter it there by hand once to see the rule, then correct the data."
        );
    }

    private static Dictionary<LoadRecord, string?> Named(IReadOnlyList<LoadRecord> records, JArray messages)
    {
        var byRow = records.SelectMany(record => record.Rows.Select(_ => record)).ToArray();
        var named = new Dictionary<LoadRecord, string?>(ReferenceEqualityComparer.Instance);
        foreach (var message in messages.Where(m => m.Text("type") != "warning"))
        {
            var from = message["rows"]?.Value<int?>("from") ?? message.Value<int?>("record");
            if (from is { } row && row >= 0 && row < byRow.Length)
            {
                named[byRow[row]] = message.Text("field") ?? named.GetValueOrDefault(byRow[row]);
            }
        }

        return named;
    }

    // PostgreSQL's own words, which context.lang does not translate; in another server language the row is tried alone.
    private static bool LostRace(JToken message) =>
        message.Text("field") is null
        && message.Text("message") is { } text
        && (
            text.StartsWith("could not serialize access", StringComparison.Ordinal)
            || text.StartsWith("deadlock detected", StringComparison.Ordinal)
        );

    private sealed class Batch(string model)
    {
        public string Model { get; } = model;

        public RemoteException? Error { get; set; }

        public Dictionary<string, LoadOutcome> Outcomes { get; } = new(StringComparer.Ordinal);

        public void End(IEnumerable<LoadRecord> records, OutcomeKind kind, string reason)
        {
            foreach (var record in records)
            {
                Outcomes[record.Reference] = new LoadOutcome(kind, 0, reason);
            }
        }

        public void Made(IReadOnlyList<LoadRecord> records, JArray ids)
        {
            for (var i = 0; i < records.Count; i++)
            {
                Outcomes[records[i].Reference] = new LoadOutcome(OutcomeKind.Done, ids[i].Value<long>(), null);
            }
        }
    }
}
