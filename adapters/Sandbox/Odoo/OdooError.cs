namespace Collections.Adapters.Sandbox.Odoo;

/// <summary>An error as Odoo names it; the call changes nothing.</summary>
internal sealed class OdooError(string name, string message) : Exception(message)
{
    public string Name => name;

    public static OdooError User(string message) => new("odoo.exceptions.UserError", message);

    public static OdooError Access(string model) =>
        new("odoo.exceptions.AccessError", $"You are not allowed to access '{model}' records.");

    public static OdooError Missing(string model, int id) =>
        new(
            "odoo.exceptions.MissingError",
            $"Record does not exist or has been deleted.\n(Record: {model}({id},), User: 6)"
        );
}
