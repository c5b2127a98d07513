using Collections.Adapters.Sandbox.Moodle;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Tests.Moodle;

/// <summary>Stages whose learner is in the course by a cohort that feeds no other.</summary>
internal static class MoodleCohortStage
{
    /// <summary>By cohort alone.</summary>
    public static async Task<(MoodleStage Stage, long Cohort)> ByCohortAsync(
        MoodleUnenrolAction action = MoodleUnenrolAction.Suspend
    )
    {
        var (stage, cohort) = await ByBothAsync(action);
        stage.Twin.Unenrol(stage.User, stage.Course);
        return (stage, cohort);
    }

    /// <summary>By hand and by cohort.</summary>
    public static async Task<(MoodleStage Stage, long Cohort)> ByBothAsync(
        MoodleUnenrolAction action = MoodleUnenrolAction.Suspend
    )
    {
        var cohort = 0L;
        var stage = await MoodleStage.StartAsync(
            (settings, made) =>
            {
                cohort = made.Twin.Cohorts.Add(made.Course);
                made.Twin.Cohorts.UnenrolAction = action;
                made.Twin.Cohorts.Join(cohort, made.User);
                settings["reportId"] = made.Report;
                settings["cohorts"] = Attest((cohort, [made.Course]));
            }
        );
        stage.Twin.Coursework.JoinGroup(stage.User, stage.Course, "A");
        stage.Twin.Coursework.Grade(stage.User, stage.Course, 7.5m);
        return (stage, cohort);
    }

    public static JArray Attest(params IReadOnlyList<(long Cohort, long[] Courses)> cohorts) =>
        new(
            cohorts.Select(one => new JObject
            {
                ["cohort"] = one.Cohort,
                ["courses"] = new JArray(one.Courses),
                ["unenrolAction"] = "suspend",
            })
        );
}
