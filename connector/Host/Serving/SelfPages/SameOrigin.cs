namespace Collections.Connector.Host.Serving.SelfPages;

/// <summary>Whether a form was sent from a page of ours. The form's own token is the lock; this one stops other sites at the door.</summary>
/// <remarks>
/// The pages say <c>Referrer-Policy: no-referrer</c>, and browsers then send <c>Origin: null</c> with their forms
/// (https://fetch.spec.whatwg.org/#append-a-request-origin-header); what they send in its place is <c>Sec-Fetch-Site</c>.
/// </remarks>
internal static class SameOrigin
{
    /// <summary>Whether it may pass.</summary>
    /// <param name="request">The request.</param>
    /// <param name="publicUrl">The address that the world knows; null when none is configured.</param>
    public static bool Allows(HttpRequest request, Uri? publicUrl)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site.Length > 0 && site != "same-origin")
        {
            return false;
        }

        var origin = request.Headers.Origin.ToString();
        return origin.Length == 0
            || origin == "null"
            || origin == publicUrl?.GetLeftPart(UriPartial.Authority)
            || origin == $"{request.Scheme}://{request.Host}";
    }
}
