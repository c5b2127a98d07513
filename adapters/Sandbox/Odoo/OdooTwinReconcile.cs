namespace Collections.Adapters.Sandbox.Odoo;

/// <content>Reconciling by the calls that Odoo's own screens make.</content>
public sealed partial class OdooTwin
{
    private void Assign(Move invoice, int lineId)
    {
        var line =
            schema["account.move.line"].Find(lineId) as MoveLine
            ?? throw OdooError.Missing("account.move.line", lineId);
        if (line.Reconciled)
        {
            throw OdooError.User("You are trying to reconcile some entries that are already reconciled.");
        }

        if (invoice.State != "posted")
        {
            throw OdooError.User("You can only reconcile posted entries.");
        }

        ledger.Reconcile(invoice.Receivable, [line]); // Another partner's invoice is taken too: Odoo does not look.
    }

    private void Reconcile(List<MoveLine> lines)
    {
        if (lines.Exists(line => line.Reconciled))
        {
            throw OdooError.User("You are trying to reconcile some entries that are already reconciled.");
        }

        if (lines.Exists(line => line.Move.State != "posted"))
        {
            throw OdooError.User("You can only reconcile posted entries.");
        }

        ledger.Reconcile(lines.FindAll(line => line.Balance > 0), lines.FindAll(line => line.Balance < 0));
    }

    private Partial Partial(int id) =>
        schema["account.partial.reconcile"].Find(id) as Partial
        ?? throw OdooError.Missing("account.partial.reconcile", id);
}
