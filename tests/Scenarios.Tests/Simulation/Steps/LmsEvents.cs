namespace Collections.Scenarios.Tests.Simulation.Steps;

/// <summary>What people do in the LMS.</summary>
internal static class LmsEvents
{
    public static string? Enrol(Town town, Dice dice)
    {
        var free = Pairs(town).Where(x => town.Lms.Find(x.Course, x.Learner) is null && !Came(town, x)).ToList();
        return free.Count == 0 ? null : Come(town, dice.Pick(free), dice.Chance(200) ? dice.Between(3, 12) : null);
    }

    public static string? Return(Town town, Dice dice)
    {
        var gone = Pairs(town).Where(x => town.Lms.Find(x.Course, x.Learner) is null && Came(town, x)).ToList();
        return gone.Count == 0 ? null : Come(town, dice.Pick(gone), null);
    }

    public static string? Unenrol(Town town, Dice dice)
    {
        if (dice.PickOrNone(town.Lms.Enrolments) is not { } enrolment)
        {
            return null;
        }

        town.Lms.Unenrol(enrolment);
        return $"{enrolment.Course}/{enrolment.Learner}";
    }

    public static string? WindowEnds(Town town, Dice dice)
    {
        if (dice.PickOrNone([.. town.Lms.Enrolments.Where(x => x.EndsAt is null)]) is not { } enrolment)
        {
            return null;
        }

        enrolment.EndsAt = town.Now.AddDays(dice.Between(0, 5));
        return $"{enrolment.Course}/{enrolment.Learner} on {enrolment.EndsAt:MM-dd HH:mm}";
    }

    public static string? Renew(Town town, Dice dice)
    {
        if (dice.PickOrNone([.. town.Lms.Enrolments.Where(x => x.EndsAt <= town.Now)]) is not { } enrolment)
        {
            return null;
        }

        town.Lms.Renew(enrolment, town.Now.AddDays(dice.Between(10, 60)));
        return $"{enrolment.Course}/{enrolment.Learner}";
    }

    public static string? Reprice(Town town, Dice dice)
    {
        var course = dice.Pick([.. town.Lms.Courses.Values]);
        course.Price = dice.Pick([0, 40, 77, 100]);
        return $"course {course.Key} costs {course.Price}";
    }

    public static string? OpenByHand(Town town, Dice dice)
    {
        if (dice.PickOrNone([.. town.Lms.Enrolments.Where(x => x.Suspended)]) is not { } enrolment)
        {
            return null;
        }

        enrolment.Suspended = false;
        enrolment.ClosedByUs = false;
        return $"{enrolment.Course}/{enrolment.Learner}";
    }

    public static string? ChangeTerms(Town town, Dice dice)
    {
        town.School.DaysToPay = dice.Between(2, 7);
        return $"{town.School.DaysToPay} days to pay";
    }

    private static string Come(Town town, (string Course, string Learner) pair, int? days)
    {
        town.Lms.Enrol(pair.Course, pair.Learner, days is { } n ? town.Now.AddDays(n) : null);
        return $"{pair.Course}/{pair.Learner}{(days is null ? "" : $" for {days} days")}";
    }

    private static bool Came(Town town, (string, string) pair) => town.Lms.Comings.ContainsKey(pair);

    private static IEnumerable<(string Course, string Learner)> Pairs(Town town) =>
        town.Lms.Courses.Keys.SelectMany(course => town.Lms.Learners.Select(x => (course, x.Key)));
}
