namespace Collections.Adapters.Sandbox.ErpNext;

/// <summary>An error as Frappe raises it: the transaction is taken back, and the name goes out with the status.</summary>
/// <param name="name">The exception's name, such as <c>LinkValidationError</c>.</param>
/// <param name="message">What a person would read.</param>
/// <param name="status">HTTP status; 417 for Frappe's ValidationError and what derives from it.</param>
internal sealed class ErpNextError(string name, string message, int status = 417) : Exception(message)
{
    /// <summary>Gets the exception's name.</summary>
    public string Name => name;

    /// <summary>Gets the HTTP status.</summary>
    public int Status => status;

    /// <summary>A rule of ERPNext's is broken.</summary>
    public static ErpNextError Invalid(string message) => new("ValidationError", message);

    /// <summary>A field that must be there is empty.</summary>
    public static ErpNextError Mandatory(string field) => new("MandatoryError", $"Value missing for: {field}");

    /// <summary>A link leads nowhere.</summary>
    public static ErpNextError Link(string docType, string name) =>
        new("LinkValidationError", $"Could not find {docType}: {name}");

    /// <summary>A right is missing.</summary>
    public static ErpNextError Forbidden(string docType) => new("PermissionError", $"No permission for {docType}", 403);
}
