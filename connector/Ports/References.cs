using System.Security.Cryptography;
using System.Text;

namespace Collections.Connector.Ports;

/// <summary>References: names of things that derive from facts, so that the same facts always give the same name.</summary>
/// <remarks>Letters of <c>[a-z0-9_-]</c> only, so that every remote system can hold them in a key.</remarks>
public static class References
{
    /// <summary>The longest reference of a receivable.</summary>
    public const int ReceivableLengthMax = 60;

    private const string Base32 = "abcdefghijklmnopqrstuvwxyz234567";

    /// <summary>Names a receivable.</summary>
    /// <param name="school">The school's key.</param>
    /// <param name="origin">Where the agreement comes from, such as <c>enr</c>, <c>csv</c>, <c>man</c>, <c>gw</c>.</param>
    /// <param name="originKey">Its key there.</param>
    /// <param name="episode">From 1.</param>
    /// <param name="instalment">From 1.</param>
    /// <param name="share">The payer's share, from 1.</param>
    public static string Receivable(
        string school,
        string origin,
        string originKey,
        int episode,
        int instalment,
        int share
    )
    {
        var tail = $"_{episode}_{instalment}_{share}";
        var head = $"{school}_{origin}_";
        return head + Slug(originKey, ReceivableLengthMax - head.Length - tail.Length) + tail;
    }

    /// <summary>Names a document after the first receivable that it covers, with its kind and revision.</summary>
    public static string Document(string receivable, DocumentKind kind, int revision) =>
        $"{receivable}_{(kind == DocumentKind.Invoice ? "inv" : "cn")}{revision}";

    /// <summary>Names a gateway payment.</summary>
    public static string Payment(string school, string source, string sourceKey) =>
        $"{school}_pay_{Slug(source, 12)}_{Digest(sourceKey, 26)}";

    /// <summary>Names a payer: at most 20 characters, from the LMS's key of the first learner it paid for.</summary>
    /// <param name="kind">One letter: <c>l</c> the learner, <c>g</c> somebody else.</param>
    /// <param name="learnerKey">The LMS's key.</param>
    public static string Payer(char kind, string learnerKey) => kind + Slug(learnerKey, 19);

    /// <summary>Names a payer as the ERP's customer: with the school, since several schools may share one ERP company.</summary>
    public static string Customer(string school, string payerKey) => $"{school}_{payerKey}";

    /// <summary>Keeps a key as it is where it fits, else stands a digest in its place.</summary>
    /// <param name="key">Any text.</param>
    /// <param name="lengthMax">At least 8.</param>
    public static string Slug(string key, int lengthMax)
    {
        var plain =
            key.Length > 0
            && key.Length <= lengthMax
            && key.All(c => c is >= 'a' and <= 'z' or >= '0' and <= '9' or '-');
        return plain ? key : "x" + Digest(key, Math.Min(26, lengthMax - 1));
    }

    /// <summary>A digest of a text in small letters and digits.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="length">At most 51 characters of five bits each.</param>
    public static string Digest(string text, int length)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(text));
        var digest = new StringBuilder(length);
        var bits = 0;
        var held = 0;
        foreach (var octet in hash)
        {
            held = ((held << 8) | octet) & 0xFFF;
            bits += 8;
            while (bits >= 5 && digest.Length < length)
            {
                digest.Append(Base32[(held >> (bits - 5)) & 31]);
                bits -= 5;
            }
        }

        return digest.ToString();
    }
}
