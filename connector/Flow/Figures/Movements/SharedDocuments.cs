namespace Collections.Connector.Flow.Figures.Movements;

/// <summary>Finds the receivables that stand on documents together. Pure.</summary>
internal static class SharedDocuments
{
    /// <summary>The receivables in groups that share documents, each by due day; one that shares none is a group of its own.</summary>
    public static IEnumerable<IReadOnlyList<ReceivableFacts>> Groups(MovementFacts facts)
    {
        var above = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var document in facts.Documents.GroupBy(x => x.Document))
        {
            var first = Top(document.First().Receivable);
            foreach (var part in document.Skip(1))
            {
                var top = Top(part.Receivable);
                if (top != first)
                {
                    above[top] = first;
                }
            }
        }

        return facts
            .Receivables.GroupBy(x => Top(x.Reference))
            .Select(x =>
                (IReadOnlyList<ReceivableFacts>)
                    [.. x.OrderBy(r => r.DueOn).ThenBy(r => r.Reference, StringComparer.Ordinal)]
            );

        string Top(string reference)
        {
            while (above.TryGetValue(reference, out var next))
            {
                reference = next;
            }

            return reference;
        }
    }
}
