namespace Collections.Connector.Flow.Sales;

/// <summary>What speaks against a well-formed sale, by what is known. Pure.</summary>
internal sealed class SaleFaults(SaleRow row, SaleOrder order, SaleKnowledge known)
{
    private readonly List<SaleFault> faults = [];

    /// <summary>Every fault.</summary>
    /// <param name="origin">Where the sale comes from.</param>
    /// <param name="today">The day, in the school's zone.</param>
    public IReadOnlyList<SaleFault> Find(string origin, DateOnly today)
    {
        if (known.Before(order.Key) is { } before)
        {
            AgainstBefore(before, origin);
        }

        var (course, learner) = (known.Course(order), known.Learner(order));
        if (course is null && order.Description is null)
        {
            Fault(
                SaleColumn.Course,
                "course.unknown",
                "The LMS has no such course, and there is no description.",
                "Correct the key, or describe what is sold; `sync --step enrolments` reads new courses."
            );
        }

        if (learner is null && order.Payer.Name is null)
        {
            Fault(
                SaleColumn.Learner,
                "learner.unknown",
                "The LMS has no such learner, and there is no payer's name.",
                "Correct the key, or give the payer's name."
            );
        }

        if (order.Enrol != SaleEnrolment.None && (course is null || learner is null))
        {
            Fault(
                SaleColumn.Enrol,
                "enrol.not-in-lms",
                "Nobody can be enrolled: the LMS has no such course or no such learner.",
                "Make them in the LMS first, or leave it empty."
            );
        }

        if (order.IssueOn is null && order.Parts[0].DueOn < today)
        {
            Fault(
                SaleColumn.Due,
                "due.past",
                "The due day is past.",
                "Give the day of the invoice too if an old debt is meant."
            );
        }

        if (known.OpenEpisode(order) is { Billed: true })
        {
            Fault(
                SaleColumn.Course,
                "enrolment.billed",
                "The learner's enrolment in this course is billed already.",
                "Leave the sale out; what is sold beside the course needs a description and no course."
            );
        }

        return faults;
    }

    private void AgainstBefore(SaleBefore before, string origin)
    {
        if (before.Origin != origin)
        {
            Fault(
                SaleColumn.Key,
                "key.other-origin",
                before.Origin == SaleOrigins.ByHand
                    ? "A sale with this key was typed by `sale add`."
                    : "A sale with this key was imported by `sale import`.",
                "Change it where it came from, or take another key."
            );
        }
        else if (before.Invoiced)
        {
            Fault(
                SaleColumn.Key,
                "sale.invoiced",
                $"It is invoiced already on other terms ({before.Reference}).",
                "`correct` bills it anew on the terms that it has, `cancel` takes it back; what is right then needs another key."
            );
        }
        else if (before.Ended)
        {
            Fault(SaleColumn.Key, "sale.cancelled", "It was cancelled.", "Take another key.");
        }
    }

    private void Fault(SaleColumn column, string code, string message, string hint) =>
        faults.Add(new SaleFault(row.Line, row.NameOf(column), code, message, hint));
}
