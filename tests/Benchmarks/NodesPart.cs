namespace Collections.Benchmarks;

/// <summary>One node against two on PostgreSQL.</summary>
internal static class NodesPart
{
    public static IReadOnlyList<Figure> Run() =>
        [Figure.Only("two nodes against one on PostgreSQL", "not available", "this version runs on one node")];
}
