namespace Collections.Scenarios.Tests.Simulation.Invariants;

/// <summary>Something that must always hold.</summary>
internal interface IInvariant
{
    /// <summary>Gets the promise, in one sentence.</summary>
    string Promise { get; }

    /// <summary>Looks for what breaks it.</summary>
    /// <returns>A sentence for each breach; nothing when it holds.</returns>
    IEnumerable<string> Breaches(Look look);
}

/// <summary>A broken invariant.</summary>
/// <param name="Invariant">Its class's name.</param>
/// <param name="Promise">What was promised.</param>
/// <param name="What">What was found.</param>
internal sealed record Breach(string Invariant, string Promise, string What);

/// <summary>Everything that must always hold. A new invariant is one more line.</summary>
internal static class AllInvariants
{
    public static readonly IReadOnlyList<IInvariant> List =
    [
        new NoDefects(),
        new OneDocumentPerReference(),
        new OneLiveInvoicePerReceivable(),
        new EnrolmentsAreBilled(),
        new NobodyLeavesUnseen(),
        new ReceivablesAreCovered(),
        new LedgerEqualsErp(),
        new SettlementsAreCountedOnce(),
        new PaymentsReachTheErpOnce(),
        new OwedIsWhatIsOpen(),
        new NobodyIsSuspendedWithoutDebt(),
        new WhoPaidInTimeIsNotSuspended(),
        new SuspensionsAreDecidedAndStored(),
        new RungsComeBeforeSuspension(),
        new PaidMeansAccessBack(),
        new AccessComesBackOnlyForCause(),
        new RungsAreSentOnce(),
        new NothingAfterPayment(),
        new StandingsAreRespected(),
        new DisputedPartsAreNotAskedFor(),
        new WrittenOffIsLeftAlone(),
        new MessagesKeepLawfulHours(),
        new MessagesKeepTheCaps(),
        new WishesOfPayersAreKept(),
        new PromisesEndOnce(),
        new StepsWaitForApproval(),
        new TasksAreNoNotices(),
        new CreditNotesStayBelowTheirInvoice(),
        new PartsSumToThePrice(),
        new ChangesLoseNothing(),
        new CancelledIsNeverInvoiced(),
        new MonthsAreOwedOnce(),
        new ChargesAreBilledOnce(),
        new DiscountsGoByTheDayOfPayment(),
        new SuspensionsHaveALivingCause(),
        new RefundsReachTheErpOnce(),
        new NoMoreGoesBackThanCame(),
        new BalancesAgree(),
        new SalesEnrolWhenPaid(),
        new PagesCanBePaid(),
        new JournalIsIntact(),
        new SecondRunChangesNothing(),
        new RunsKeepTheirLimits(),
        new EverythingComesRight(),
    ];

    /// <summary>The first breach; null when everything holds.</summary>
    public static Breach? FirstBreach(Look look) =>
        List.SelectMany(x => x.Breaches(look).Take(1).Select(what => new Breach(x.GetType().Name, x.Promise, what)))
            .FirstOrDefault();
}
