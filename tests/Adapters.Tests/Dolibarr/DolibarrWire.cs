using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using RestSharp;

namespace Collections.Adapters.Tests.Dolibarr;

/// <summary>Calls the twin without the adapter, as a recorded script did.</summary>
internal static class DolibarrWire
{
    public static Task<RestResponse> GetAsync(DolibarrSchool school, string resource, CancellationToken ct) =>
        SendAsync(school, new RestRequest($"api/index.php/{resource}"), ct);

    public static Task<RestResponse> DeleteAsync(DolibarrSchool school, string resource, CancellationToken ct) =>
        SendAsync(school, new RestRequest($"api/index.php/{resource}", Method.Delete), ct);

    public static Task<RestResponse> PostAsync(
        DolibarrSchool school,
        string resource,
        JObject body,
        CancellationToken ct
    ) =>
        SendAsync(
            school,
            new RestRequest($"api/index.php/{resource}", Method.Post).AddStringBody(
                body.ToString(Formatting.None),
                ContentType.Json
            ),
            ct
        );

    private static async Task<RestResponse> SendAsync(DolibarrSchool school, RestRequest request, CancellationToken ct)
    {
        using var client = new RestClient(school.Server.Url);
        return await client.ExecuteAsync(request.AddHeader("DOLAPIKEY", school.Twin.ApiKey), ct);
    }
}
