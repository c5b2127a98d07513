using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Collections.Scenarios.Tests.Simulation;

/// <summary>What happened, line by line. Calls go into the digest only, unless they are asked for or met a fault.</summary>
internal sealed class Trace(SimulatedClock clock, bool calls)
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>The lines for people.</summary>
    public List<string> Lines { get; } = [];

    /// <summary>Something for people to read.</summary>
    public void Say(string text)
    {
        Hash(text);
        Lines.Add($"{Stamp()}  {text}");
    }

    /// <summary>A call to another system.</summary>
    public void Call(string text)
    {
        Hash(text);
        if (calls)
        {
            Lines.Add($"{Stamp()}      {text}");
        }
    }

    /// <summary>A digest over every line and call so far.</summary>
    public string Digest() => Convert.ToHexStringLower(hash.GetCurrentHash());

    private void Hash(string text) => hash.AppendData(Encoding.UTF8.GetBytes($"{Stamp()} {text}\n"));

    private string Stamp() => clock.GetUtcNow().ToString("MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
