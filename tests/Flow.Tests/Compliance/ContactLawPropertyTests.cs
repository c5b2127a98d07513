using Collections.Connector.Flow.Compliance;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using NodaTime.TimeZones;

namespace Collections.Flow.Tests.Compliance;

/// <summary>What holds for every zone of the world, every instant of 2024 to 2030 and every history of contacts.</summary>
public sealed class ContactLawPropertyTests
{
    private static readonly string[] Channels = ["email", "sms", "call"];

    private static readonly List<TimeZoneInfo> Zones =
    [
        .. TzdbDateTimeZoneSource
            .Default.GetIds()
            .Where(x => TimeZoneInfo.TryFindSystemTimeZoneById(x, out _))
            .Select(TimeZoneInfo.FindSystemTimeZoneById),
    ];

    private static readonly Instant First = Instant.FromUtc(2024, 1, 1, 0, 0);
    private static readonly Instant Last = Instant.FromUtc(2030, 12, 31, 0, 0);

    private static Arbitrary<int> Seeds => Gen.Choose(0, int.MaxValue - 1).ToArbitrary();

    [Fact]
    public void The_zones_of_the_world_are_looked_at() => Assert.InRange(Zones.Count, 400, 700);

    [Fact]
    public void The_answer_is_lawful_never_before_now_and_its_own_answer()
    {
        var (longest, lawful) = (0, 0);

        Prop.ForAll(
                Seeds,
                seed =>
                {
                    var random = new System.Random(seed);
                    var question = AQuestion(random, zones: random.Next(1, 4));

                    var answer = ContactLaw.Next(question);

                    longest = Math.Max(longest, answer.Looked);
                    lawful += answer.At is null ? 0 : 1;
                    return answer.At is { } at
                        ? at >= question.Now
                            && ContactOracle.Allows(question, at)
                            && (at == question.Now) == (answer.Reasons.Count == 0)
                            && ContactLaw.Next(question with { Now = at }) is { Looked: 1 } again
                            && again.At == at
                        : answer.Outcome == ContactOutcome.NothingSoon;
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{lawful} lawful moments; at most {longest} instants were looked at for one answer."
        );

        Assert.InRange(lawful, 1500, 2000);
        // Up to three zones, two starts of hours or days a day each, and the days that counts end.
        Assert.InRange(longest, 1, 3 * 3 * ContactLaw.HorizonDays);
    }

    [Fact]
    public void Nothing_lawful_lies_between_now_and_the_answer()
    {
        Prop.ForAll(
                Seeds,
                seed =>
                {
                    var random = new System.Random(seed);
                    var question = AQuestion(random, zones: random.Next(1, 3));

                    var answer = ContactLaw.Next(question);

                    var until = answer.At ?? question.Now.AddDays(ContactLaw.HorizonDays);
                    return Steps(question.Now, until, TimeSpan.FromMinutes(45))
                        .All(x => !ContactOracle.Allows(question, x));
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(150));
    }

    [Fact]
    public void Contacts_at_the_answered_moments_one_after_another_break_no_count()
    {
        Prop.ForAll(
                Seeds,
                seed =>
                {
                    var random = new System.Random(seed);
                    var question = AQuestion(random, zones: 1) with { Past = [] };
                    for (var sent = 0; sent < 12; sent++)
                    {
                        question = question with { Channel = AnyOf(random, Channels) };
                        if (ContactLaw.Next(question).At is not { } at)
                        {
                            return false;
                        }

                        if (!ContactOracle.Allows(question, at))
                        {
                            return false;
                        }

                        var made = new PastContact(question.Channel, at, question.Debts, random.Next(4) == 0);
                        question = question with { Past = [.. question.Past, made], Now = at };
                    }

                    return true;
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    [Fact]
    public void A_clock_time_is_found_at_its_first_moment_whatever_the_clocks_do()
    {
        Prop.ForAll(
                Seeds,
                seed =>
                {
                    var random = new System.Random(seed);
                    var zone = AnyOf(random, Zones);
                    var after = AnInstant(random, zone);
                    var wanted = TimeZoneInfo.ConvertTime(after, zone).DateTime.AddMinutes(random.Next(1, 3000));
                    wanted = wanted.AddTicks(-(wanted.Ticks % TimeSpan.TicksPerMinute));
                    if (wanted <= TimeZoneInfo.ConvertTime(after, zone).DateTime)
                    {
                        return true;
                    }

                    var at = LocalClock.Next(after, wanted, zone);

                    var shown = TimeZoneInfo.ConvertTime(at, zone).DateTime;
                    var before = TimeZoneInfo.ConvertTime(at.AddSeconds(-1), zone).DateTime;
                    return at > after && (shown == wanted || (shown > wanted && before < wanted));
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(5000));
    }

    private static ContactQuestion AQuestion(System.Random random, int zones)
    {
        var places = Enumerable.Range(0, zones).Select(_ => AnyOf(random, Zones)).ToList();
        var now = AnInstant(random, places[0]);
        return new ContactQuestion(now, AnyOf(random, Channels), places, ARule(random))
        {
            Consent = ConsentState.Consented,
            Agency = random.Next(2) == 0,
            Debts = [.. new[] { "a", "b", "c" }.Where(_ => random.Next(2) == 0)],
            Past = [.. Enumerable.Range(0, random.Next(12)).Select(_ => AContact(random, now))],
        };
    }

    private static PastContact AContact(System.Random random, DateTimeOffset now) =>
        new(
            AnyOf(random, Channels),
            now.AddMinutes(random.Next(-12 * 1440, 18 * 1440)),
            [.. new[] { "a", "b", "c" }.Where(_ => random.Next(2) == 0)],
            random.Next(4) == 0
        );

    // A country's rule, or one whose counts are drawn.
    private static ContactRule ARule(System.Random random)
    {
        var rule = ComplianceProfiles
            .For(AnyOf(random, Connector.Flow.Mapping.Loading.ComplianceFile.Countries))!
            .Contact!;
        return random.Next(2) == 0
            ? rule
            : rule with
            {
                Caps = [.. Enumerable.Range(0, random.Next(3)).Select(_ => ACap(random))],
                OneChannelPerWeek = random.Next(3) == 0,
            };
    }

    private static ContactCap ACap(System.Random random)
    {
        var period = AnyOf(random, Enum.GetValues<CapPeriod>());
        return new ContactCap(
            random.Next(2) == 0 ? new HashSet<string>() : Channels.Where(_ => random.Next(2) == 0).ToHashSet(),
            random.Next(1, 4),
            period,
            period == CapPeriod.Days ? random.Next(1, 10) : 0,
            random.Next(4),
            random.Next(2) == 0,
            random.Next(9)
        );
    }

    // Half of them within two days of a change of that zone's clocks, if it has any.
    private static DateTimeOffset AnInstant(System.Random random, TimeZoneInfo zone)
    {
        var changes = DateTimeZoneProviders
            .Tzdb[zone.Id]
            .GetZoneIntervals(First, Last)
            .Where(x => x.HasEnd && x.End < Last)
            .Select(x => x.End)
            .ToList();
        var at =
            changes.Count > 0 && random.Next(2) == 0
                ? AnyOf(random, changes).Plus(Duration.FromSeconds(random.Next(-172_800, 172_800)))
                : First.Plus(Duration.FromSeconds(random.NextInt64((long)(Last - First).TotalSeconds)));
        return at.ToDateTimeOffset();
    }

    private static IEnumerable<DateTimeOffset> Steps(DateTimeOffset from, DateTimeOffset to, TimeSpan step)
    {
        for (var at = from; at < to; at += step)
        {
            yield return at;
        }
    }

    private static T AnyOf<T>(System.Random random, IReadOnlyList<T> items) => items[random.Next(items.Count)];
}
