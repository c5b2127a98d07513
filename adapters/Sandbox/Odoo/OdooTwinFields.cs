namespace Collections.Adapters.Sandbox.Odoo;

/// <content>Fields that a module or localisation adds to documents.</content>
public sealed partial class OdooTwin
{
    /// <summary>Adds a custom field to documents.</summary>
    public void AddDocumentField(string name) =>
        Locked(() =>
        {
            loads.AddColumn("account.move", name);
            schema["account.move"].With<Move>(name, "char", move => move.Custom.GetValueOrDefault(name));
        });

    /// <summary>A module writes a document's custom field, as electronic invoicing does when the authority has answered.</summary>
    public void SetDocumentField(string key, string name, string value) =>
        Locked(() =>
        {
            var move = Document(key);
            move.Custom[name] = value;
            ledger.Touch(move);
        });
}
