namespace Collections.Connector.Flow.Figures.Movements;

/// <summary>Gives each receivable of a shared document what was settled of its own part. Pure.</summary>
/// <remarks>A document is settled as a whole, and its settlements may stand beside one of its receivables; its due lines say how much of each is open.</remarks>
internal static class SettledParts
{
    /// <summary>Moves what is too much for one receivable to the others of its documents, the first due one first. The sum stays the same.</summary>
    /// <param name="group">The receivables, by due day.</param>
    /// <param name="settledMinor">What must have been settled of each, in minor units, by reference.</param>
    /// <param name="paid">What was settled, all in one currency.</param>
    public static IEnumerable<PaidPart> Spread(
        IReadOnlyList<ReceivableFacts> group,
        IReadOnlyDictionary<string, long> settledMinor,
        IEnumerable<PaidPart> paid
    )
    {
        var room = settledMinor.ToDictionary(x => x.Key, x => Math.Max(0, x.Value));
        foreach (var part in paid.OrderBy(x => x.Payment.On).ThenBy(x => x.Payment.Reference, StringComparer.Ordinal))
        {
            var rest = part.Amount.MinorUnits;
            var own = Take(room, part.Receivable, ref rest);
            var moved = group
                .Where(x => x.Reference != part.Receivable)
                .Select(x => (x.Reference, Minor: Take(room, x.Reference, ref rest)))
                .Where(x => x.Minor > 0)
                .ToList();
            if (own + rest != 0)
            {
                yield return part with
                {
                    Amount = part.Amount with { MinorUnits = own + rest },
                };
            }

            foreach (var (reference, minor) in moved)
            {
                yield return part with
                {
                    Receivable = reference,
                    Amount = part.Amount with { MinorUnits = minor },
                };
            }
        }
    }

    private static long Take(Dictionary<string, long> room, string reference, ref long rest)
    {
        var take = Math.Clamp(rest, 0, room.GetValueOrDefault(reference));
        room[reference] = room.GetValueOrDefault(reference) - take;
        rest -= take;
        return take;
    }
}
