namespace Collections.Adapters.Http;

/// <summary>Refuses an answer that is larger than the limit, before it fills the memory.</summary>
internal sealed class ResponseLimit(HttpMessageHandler inner, long limitBytes) : DelegatingHandler(inner)
{
    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        var response = await base.SendAsync(request, cancellationToken);
        try
        {
            await response.Content.LoadIntoBufferAsync(limitBytes, cancellationToken);
        }
        catch (HttpRequestException tooLarge)
            when (tooLarge.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            response.Dispose();
            throw new ResponseTooLargeException(limitBytes, tooLarge);
        }

        return response;
    }
}

/// <summary>An answer was larger than the limit.</summary>
internal sealed class ResponseTooLargeException(long limitBytes, Exception inner)
    : HttpRequestException($"The answer is larger than {limitBytes} bytes.", inner);
