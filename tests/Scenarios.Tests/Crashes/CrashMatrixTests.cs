namespace Collections.Scenarios.Tests.Crashes;

public sealed class CrashMatrixTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>A sample; `crash-matrix` runs all of it (connector/docs/crashes.md).</summary>
    [Fact]
    public async Task Killed_at_a_crash_point_and_started_again_sync_ends_as_if_it_had_never_been_killed()
    {
        var matrix = await CrashMatrix.ListAsync(Ct);
        var sample = Sample(matrix.Points);

        var results = new List<CrashResult>();
        foreach (var point in sample)
        {
            results.Add(await matrix.RunAsync(point, Ct));
        }

        AssertEverythingHappens(matrix);
        Assert.Equal(sample.Select(x => matrix.Points[x - 1]), results.Select(x => x.Name));
        Assert.All(results, x => Assert.True(x.Holds, $"{x.Point} {x.Name}\n{x.Detail}"));
    }

    // After each kind of write, when the other system has done it and nobody here knows; mail is such a write before its commit.
    private static List<int> Sample(IReadOnlyList<string> points)
    {
        var afterWrites = points
            .Where(x =>
                x.StartsWith("write", StringComparison.Ordinal) && x.EndsWith("after", StringComparison.Ordinal)
            )
            .DistinctBy(x => x.Split(' ', 3)[2]);
        var mailed = points.Single(x => x.EndsWith("(Contacts, Intents, Journal) before", StringComparison.Ordinal));
        return [.. afterWrites.Append(mailed).Select(x => points.ToList().IndexOf(x) + 1).Order()];
    }

    // A town in which nothing happens would prove nothing.
    private static void AssertEverythingHappens(CrashMatrix matrix)
    {
        string[] writes =
        [
            "Odoo res.partner.load",
            "Odoo account.move.load",
            "Odoo account.move.action_post",
            "Odoo account.payment.load",
            "Moodle enrol_manual_enrol_users",
        ];
        Assert.All(writes, x => Assert.Contains(matrix.Points, point => point.Contains(x, StringComparison.Ordinal)));
        Assert.Equal("paid late card wrong new newer", matrix.NeverKilled["LMS access"]);
        Assert.Contains("_cn1 out_refund posted", matrix.NeverKilled["ERP documents"], StringComparison.Ordinal);
        Assert.Contains("_inv2 out_invoice posted", matrix.NeverKilled["ERP documents"], StringComparison.Ordinal);
        Assert.Contains("payment.recorded 1", matrix.NeverKilled["journal"], StringComparison.Ordinal);
        Assert.Contains("access.restored 1", matrix.NeverKilled["journal"], StringComparison.Ordinal);
        Assert.Contains("access.suspended 2", matrix.NeverKilled["journal"], StringComparison.Ordinal);
        Assert.Contains("late: ", matrix.NeverKilled["mails"], StringComparison.Ordinal);
    }
}
