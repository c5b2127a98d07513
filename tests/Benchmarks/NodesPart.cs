namespace Collections.Benchmarks;

/// <summary>One node against two on PostgreSQL.</summary>
internal static class NodesPart
{
    public static IReadOnlyList<Figure> Run() =>
        [
            Figure.Only(
                "two nodes against one on PostgreSQL",
                "not measured",
                "ThreeNodesTests shows that the work is shared; its gain in time is not measured yet"
            ),
        ];
}
