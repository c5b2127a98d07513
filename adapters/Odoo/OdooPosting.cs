using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Odoo;

/// <summary>Posts drafts of a model in batches; a bad one is isolated, since Odoo posts all of a batch or none.</summary>
internal sealed class OdooPosting(OdooRpc rpc, string model)
{
    private const int Tries = 2;

    /// <summary>Posts drafts; a value says why one is not posted. An id that is absent afterwards is posted.</summary>
    /// <exception cref="RemoteUnavailableException">Nothing was posted.</exception>
    /// <exception cref="RemoteMisconfiguredException">Nothing was posted.</exception>
    public async Task<Dictionary<long, (OutcomeKind Kind, string Reason)>> PostAsync(
        IReadOnlyCollection<long> drafts,
        CancellationToken ct
    )
    {
        var batches = await Task.WhenAll(drafts.Chunk(rpc.Settings.BatchSize).Select(ids => BatchAsync(ids, ct)));
        var error = batches.Select(batch => batch.Error).FirstOrDefault(e => e is not null);
        var failed = batches.SelectMany(batch => batch.Failed).ToDictionary();
        return error is not null && failed.Count == drafts.Count && failed.Values.All(f => f.Kind == OutcomeKind.Later)
            ? throw error
            : failed;
    }

    private async Task<Batch> BatchAsync(IReadOnlyList<long> ids, CancellationToken ct)
    {
        var batch = new Batch();
        try
        {
            await PostAsync(batch, ids, ct);
        }
        catch (RemoteException error) when (error is RemoteUnavailableException or RemoteMisconfiguredException)
        {
            batch.Error = error;
            foreach (var id in ids.Where(id => !batch.Posted.Contains(id)))
            {
                batch.Failed.TryAdd(id, (OutcomeKind.Later, error.Message));
            }
        }

        return batch;
    }

    private async Task PostAsync(Batch batch, IReadOnlyList<long> ids, CancellationToken ct)
    {
        RemoteException? unknown = null;
        RemoteException? refused = null;
        var drafts = ids;
        for (var attempt = 1; attempt <= Tries && drafts.Count > 0; attempt++)
        {
            try
            {
                var context = new JObject { ["context"] = new JObject { ["tracking_disable"] = true } };
                await rpc.WriteAsync(model, "action_post", [new JArray(drafts)], context, ct);
                batch.Posted.UnionWith(drafts);
                return;
            }
            catch (RemoteOutcomeUnknownException error)
            {
                (unknown, refused) = (error, null);
            }
            catch (RemoteUnavailableException) when (unknown is not null)
            {
                break; // The first try may have been done: "nothing was sent" is no longer true.
            }
            catch (RemoteRejectedException error)
            {
                (unknown, refused) = (null, error);
            }

            // Somebody may have posted or deleted one of them, or the answer was lost: only the states tell.
            drafts = await StillDraftAsync(batch, drafts, unknown, ct);
            if (refused is not null && drafts.Count == ids.Count)
            {
                break; // Nobody else's hand in it: one of them is bad.
            }
        }

        if (drafts.Count == 0)
        {
            return;
        }

        if (unknown is not null)
        {
            batch.Fail(drafts, OutcomeKind.Unknown, unknown.Message);
        }
        else if (drafts.Count == 1)
        {
            batch.Fail(
                drafts,
                OutcomeKind.Rejected,
                $"{refused!.Message} Open record {drafts[0]} of {model} in Odoo and confirm it there to see why."
            );
        }
        else
        {
            var half = drafts.Count / 2;
            await PostAsync(batch, [.. drafts.Take(half)], ct);
            await PostAsync(batch, [.. drafts.Skip(half)], ct);
        }
    }

    private async Task<IReadOnlyList<long>> StillDraftAsync(
        Batch batch,
        IReadOnlyList<long> ids,
        RemoteException? unknown,
        CancellationToken ct
    )
    {
        JToken rows;
        try
        {
            var domain = new JArray { new JArray("id", "in", new JArray(ids)) };
            rows = (await rpc.SearchAsync(model, domain, ["id", "state"], ct)).Result!;
        }
        catch (RemoteUnavailableException) when (unknown is not null)
        {
            batch.Fail(ids, OutcomeKind.Unknown, unknown.Message);
            return [];
        }

        var states = rows.ToDictionary(row => row.Id("id"), row => row.Text("state"));
        batch.Fail(
            ids.Where(id => states.GetValueOrDefault(id) is null or "cancel"),
            OutcomeKind.Rejected,
            "It was deleted or cancelled in Odoo before it could be posted."
        );
        batch.Posted.UnionWith(ids.Where(id => states.GetValueOrDefault(id) == "posted"));
        return [.. ids.Where(id => states.GetValueOrDefault(id) == "draft")];
    }

    private sealed class Batch
    {
        public RemoteException? Error { get; set; }

        public HashSet<long> Posted { get; } = [];

        public Dictionary<long, (OutcomeKind Kind, string Reason)> Failed { get; } = [];

        public void Fail(IEnumerable<long> ids, OutcomeKind kind, string reason)
        {
            foreach (var id in ids)
            {
                Failed[id] = (kind, reason);
            }
        }
    }
}
