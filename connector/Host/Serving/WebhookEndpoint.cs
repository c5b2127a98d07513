using Collections.Connector.Host.Logging;
using Collections.Connector.Ports;

namespace Collections.Connector.Host.Serving;

/// <summary><c>POST /webhooks/{school}/{gateway}</c>: stored, then answered at once.</summary>
internal sealed class WebhookEndpoint(IWebhookInbox inbox, ILogger logger)
{
    /// <summary>Adds the route.</summary>
    public void Map(IEndpointRouteBuilder routes) => routes.MapPost("/webhooks/{school}/{gateway}", ReceiveAsync);

    private async Task<IResult> ReceiveAsync(string school, string gateway, HttpRequest request, CancellationToken ct)
    {
        using var body = new MemoryStream();
        try
        {
            await request.Body.CopyToAsync(body, ct);
        }
        catch (BadHttpRequestException tooLarge)
        {
            Log.WebhookRefused(logger, tooLarge.StatusCode, "body");
            return Results.StatusCode(tooLarge.StatusCode);
        }

        var headers = request.Headers.ToDictionary(
            header => header.Key.ToLowerInvariant(),
            header => header.Value.ToString(),
            StringComparer.Ordinal
        );
        try
        {
            // If storing fails, the answer is a 500 and the gateway delivers again: nothing is lost.
            if (!await inbox.StoreAsync(school, gateway, new WebhookDelivery(headers, body.ToArray()), ct))
            {
                Log.WebhookRefused(logger, StatusCodes.Status404NotFound, "no-such-gateway");
                return Results.NotFound();
            }
        }
        catch (RemoteRejectedException)
        {
            Log.WebhookRefused(logger, StatusCodes.Status400BadRequest, "signature");
            return Results.BadRequest();
        }

        Log.WebhookStored(logger, (int)body.Length);
        return Results.Ok();
    }
}
