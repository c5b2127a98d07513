using Collections.Connector.Ports;

namespace Collections.Adapters.Moodle;

/// <summary>Writes items in batches; a batch is one transaction on the server, and one bad item undoes it whole.</summary>
/// <typeparam name="T">One item, with equality by value.</typeparam>
/// <param name="itemsPerCall">How many items one form may hold.</param>
/// <param name="write">Sends some items; throws what Moodle refused.</param>
/// <param name="placeOf">Where the right to write an item is looked for: its course, or its cohort.</param>
/// <param name="explain">Says what a refusal of one item means.</param>
internal sealed class BatchWriter<T>(
    int itemsPerCall,
    Func<IReadOnlyList<T>, CancellationToken, Task> write,
    Func<T, string> placeOf,
    Func<RemoteRejectedException, T, Sent> explain
)
    where T : notnull
{
    /// <summary>Writes, and finds the bad items of a refused batch by dividing it.</summary>
    /// <exception cref="RemoteUnavailableException">Nothing was sent.</exception>
    /// <exception cref="RemoteMisconfiguredException">Nothing was sent, for want of a right or function.</exception>
    public async Task<IReadOnlyDictionary<T, Sent>> WriteAsync(IReadOnlyCollection<T> items, CancellationToken ct)
    {
        var sent = new Dictionary<T, Sent>();
        foreach (var some in items.Distinct().Chunk(itemsPerCall))
        {
            await WriteSomeAsync(some, sent, ct);
        }

        // One place without the right is that item's outcome; no right anywhere is a fault of the configuration.
        return sent.Values.FirstOrDefault()?.Lacking is { } lacking && sent.Values.All(item => item.Lacking is not null)
            ? throw lacking
            : sent;
    }

    private async Task WriteSomeAsync(T[] items, Dictionary<T, Sent> sent, CancellationToken ct)
    {
        try
        {
            await write(items, ct);
            Fill(Sent.Taken);
        }
        catch (RemoteOutcomeUnknownException lost)
        {
            Fill(new Sent(OutcomeKind.Unknown, lost.Message));
        }
        catch (RemoteRejectedException refused) when (items.Length == 1)
        {
            sent[items[0]] = explain(refused, items[0]);
        }
        catch (RemoteRejectedException)
        {
            await WriteSomeAsync(items[..(items.Length / 2)], sent, ct);
            await WriteSomeAsync(items[(items.Length / 2)..], sent, ct);
        }
        catch (RemoteMisconfiguredException lacking) when (MoodleVerdict.CodeOf(lacking) == "nopermissions")
        {
            // The right is one of the place: every item there shares the answer.
            var places = items.GroupBy(placeOf, StringComparer.Ordinal).ToList();
            if (places.Count == 1)
            {
                Fill(new Sent(OutcomeKind.NotCapable, lacking.Message, lacking));
                return;
            }

            foreach (var place in places)
            {
                await WriteSomeAsync([.. place], sent, ct);
            }
        }
        catch (RemoteUnavailableException undone) when (MoodleVerdict.IsConflict(undone))
        {
            // Somebody else wrote at the same moment, perhaps the same: only reading back tells.
            Fill(new Sent(OutcomeKind.Unknown, undone.Message, Undone: true));
        }
        catch (RemoteException stop)
            when (sent.Count > 0 && stop is RemoteUnavailableException or RemoteMisconfiguredException)
        {
            Fill(Sent.NotSent("Not sent", stop));
        }

        void Fill(Sent result)
        {
            foreach (var item in items)
            {
                sent[item] = result;
            }
        }
    }
}
