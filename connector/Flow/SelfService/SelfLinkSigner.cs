using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Collections.Connector.Ports;
using Newtonsoft.Json;

namespace Collections.Connector.Flow.SelfService;

/// <summary>What a self-service link is for: one learner in one course of one school, until an instant.</summary>
/// <param name="School">The school's key.</param>
/// <param name="Target">The learner in the course.</param>
/// <param name="ExpiresAt">From then on it opens nothing. Whole seconds, UTC.</param>
internal sealed record SelfLink(string School, AccessTarget Target, DateTimeOffset ExpiresAt)
{
    /// <summary>For how many days from the message that carries it a link opens the page: long enough for what follows a last notice.</summary>
    public const int LifeDays = 90;

    /// <summary>The link of a message of a day: the same all day long, so that a message written twice is the same message.</summary>
    public static SelfLink Of(string school, AccessTarget target, DateOnly writtenOn) =>
        new(school, target, new DateTimeOffset(writtenOn.AddDays(LifeDays).ToDateTime(default), TimeSpan.Zero));
}

/// <summary>Signs self-service links, and the forms behind them. Its purpose is part of what is signed: a pay link opens nothing here.</summary>
internal sealed class SelfLinkSigner(byte[] key)
{
    /// <summary>Makes the token of a link.</summary>
    public string Sign(SelfLink link)
    {
        var seconds = link.ExpiresAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var text = JsonConvert.SerializeObject(
            new[] { link.School, link.Target.CourseKey, link.Target.LearnerKey, seconds }
        );
        var said = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
        return $"{said}.{Signature($"self\n{said}")}";
    }

    /// <summary>Reads a token. Whether it has expired is for the caller to look at.</summary>
    /// <returns>Null when it is not one of ours.</returns>
    public SelfLink? Read(string token)
    {
        var parts = token.Split('.');
        if (parts.Length != 2 || !Same(Signature($"self\n{parts[0]}"), parts[1]))
        {
            return null;
        }

        // Signed by us, so it is what we wrote.
        var said = JsonConvert.DeserializeObject<string[]>(
            Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[0]))
        )!;
        return new SelfLink(
            said[0],
            new AccessTarget(said[1], said[2]),
            DateTimeOffset.FromUnixTimeSeconds(long.Parse(said[3], CultureInfo.InvariantCulture))
        );
    }

    /// <summary>Makes the token of a form: for this link, this action, and this number of it only.</summary>
    public string SignForm(SelfLink link, SelfAction action, int number) =>
        Signature($"self-form\n{Sign(link)}\n{action}\n{number.ToString(CultureInfo.InvariantCulture)}");

    /// <summary>Whether a form is one that we gave out behind this link.</summary>
    public bool IsForm(SelfLink link, SelfAction action, int number, string token) =>
        Same(SignForm(link, action, number), token);

    private static bool Same(string right, string given) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(right), Encoding.UTF8.GetBytes(given));

    private string Signature(string text) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));
}
