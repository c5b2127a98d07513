using Collections.Connector.Flow.Escalation;
using Collections.Connector.Flow.SelfService;
using Collections.Connector.Host.Serving.SelfPages;
using Collections.Connector.Ports;

namespace Collections.Host.Tests.Serving.SelfPages;

/// <summary>Learners in every state that the page knows, each behind a token of its own.</summary>
internal sealed class PlayedDesk : ISelfService
{
    private static readonly DateOnly Today = new(2026, 10, 12);
    private static readonly DateTimeOffset Now = new(2026, 10, 12, 8, 0, 0, TimeSpan.Zero);
    private static readonly SelfOffer Open = new(OfferState.Open, 1);
    private static readonly SelfOffer Held = new(OfferState.Holds, 2);
    private static readonly SelfOffer UsedUp = new(OfferState.UsedUp, 2);
    private static readonly SelfOffer NotNeeded = new(OfferState.NotNeeded, 1);

    private static readonly SelfServiceView Suspended = new()
    {
        School = "Instituto Ñandú",
        Country = "ES",
        Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Madrid"),
        Language = "es",
        FirstName = "Ana",
        Course = "Introducción a la contabilidad",
        State = SelfServiceState.Suspended,
        Today = Today,
        SuspendedAt = Now,
        Reason = new RecordedReason(
            ReasonCode.RungDue,
            new Dictionary<string, string>
            {
                ["rung"] = "suspend",
                ["due"] = "2026-09-11",
                ["owed"] = "121.00 EUR",
            },
            Today,
            "demo_enr_10-1_1_1_1"
        ),
        WrittenOn = [new DateOnly(2026, 9, 14), new DateOnly(2026, 9, 21), new DateOnly(2026, 10, 4)],
        Items =
        [
            new OwedItem(
                "demo_enr_10-1_1_1_1",
                "l1",
                "Introducción a la contabilidad, cuota 1 de 3",
                "INV/2026/00017",
                new DateOnly(2026, 9, 11),
                new Money(12100, Currency.Of("EUR"))
            ),
        ],
        Promise = Open,
        PromiseLastDay = Today.AddDays(7),
        PromiseRestores = true,
        Grace = Open,
        GraceHours = 48,
        Objection = Open,
    };

    /// <summary>Gets the pages by token.</summary>
    public static IReadOnlyDictionary<string, SelfServiceView> Views { get; } =
        new Dictionary<string, SelfServiceView>(StringComparer.Ordinal)
        {
            ["suspended"] = Suspended,
            ["long"] = Suspended with
            {
                Course =
                    "Especializacióninterdisciplinariaenadministracióndeorganizacionessinfinesdelucro <script>alert(1)</script>",
                Items =
                [
                    .. Enumerable
                        .Range(1, 6)
                        .Select(x =>
                            Suspended.Items[0] with
                            {
                                PayerKey = $"l{x % 2}",
                                Number = $"INV/2026/0000000{x}",
                            }
                        ),
                    Suspended.Items[0] with
                    {
                        Owed = new Money(123456789, Currency.Of("USD")),
                        Number = null,
                    },
                ],
            },
            ["noticed"] = Suspended with { State = SelfServiceState.Noticed, SuspendedAt = null, Grace = NotNeeded },
            ["person"] = Suspended with
            {
                State = SelfServiceState.Noticed,
                SuspendedAt = null,
                Grace = NotNeeded,
                PersonDecides = true,
                WaitsForPerson = true,
            },
            ["promised"] = Suspended with
            {
                State = SelfServiceState.Returning,
                Promise = Held,
                PromisedUntil = Today.AddDays(7),
                Grace = NotNeeded,
            },
            ["grace"] = Suspended with
            {
                State = SelfServiceState.Returning,
                Promise = NotNeeded,
                Grace = Held,
                GraceEndsAt = Now.AddHours(48),
            },
            ["objected"] = Suspended with { Objection = Held, ObjectedAt = Now, PersonDecides = true },
            ["used-up"] = Suspended with { Promise = UsedUp, Grace = UsedUp, PromiseRestores = false },
            ["pending"] = Suspended with { PaymentPending = true, PromiseRestores = false },
            ["paid"] = Suspended with
            {
                State = SelfServiceState.Returning,
                Items = [],
                Promise = NotNeeded,
                Grace = NotNeeded,
                Objection = NotNeeded,
            },
            ["clear"] = Suspended with
            {
                State = SelfServiceState.Clear,
                SuspendedAt = null,
                FirstName = "",
                Reason = null,
                Items = [],
                WrittenOn = [],
                Promise = NotNeeded,
                Grace = NotNeeded,
                Objection = NotNeeded,
            },
        };

    private readonly List<SelfWish> wishes = [];

    /// <inheritdoc/>
    public Uri? PublicUrl { get; } = new("https://collections.example.org/");

    /// <summary>Gets what was asked for.</summary>
    public IReadOnlyList<SelfWish> Wishes => wishes;

    /// <summary>Gets what becomes of it.</summary>
    public SelfOutcome Outcome { get; init; } = SelfOutcome.Done;

    /// <inheritdoc/>
    public Task<SelfVisit> OpenAsync(string token, CancellationToken ct) =>
        Task.FromResult(
            Views.TryGetValue(token, out var view)
                ? new SelfVisit(
                    SelfDoor.Open,
                    wishes.Count > 0 && token == "suspended" ? Views["promised"] : view,
                    [.. view.Payers.Select(x => $"https://collections.example.org/pay/demo.{x}.s")],
                    (action, number) => $"form-{action}-{number}"
                )
                : SelfVisit.Closed(token == "expired" ? SelfDoor.Expired : SelfDoor.Unknown)
        );

    /// <inheritdoc/>
    public Task<SelfOutcome?> ActAsync(string token, SelfWish wish, CancellationToken ct)
    {
        if (wish.FormToken != $"form-{wish.Action}-{wish.Number}")
        {
            return Task.FromResult<SelfOutcome?>(null);
        }

        wishes.Add(wish);
        return Task.FromResult<SelfOutcome?>(Outcome);
    }
}
