using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Collections.Adapters.Tests.Smtp;

/// <summary>
/// Certificates that System.Net.Mail trusts while a test runs, each by its own print. The hook is the process's own and the only
/// one that SmtpClient has (.NET 10); the HTTP kit does not look at it.
/// </summary>
internal sealed class TrustedCertificates : IDisposable
{
    private static readonly ConcurrentDictionary<string, bool> Prints = new(StringComparer.Ordinal);
    private readonly string print;

    static TrustedCertificates()
    {
#pragma warning disable SYSLIB0014 // Obsolete for HTTP; SmtpClient reads it still.
        ServicePointManager.ServerCertificateValidationCallback = static (_, certificate, _, errors) =>
            errors == SslPolicyErrors.None
            || (certificate is not null && Prints.ContainsKey(certificate.GetCertHashString()));
#pragma warning restore SYSLIB0014
    }

    private TrustedCertificates(string print)
    {
        this.print = print;
        Prints[print] = true;
    }

    public static TrustedCertificates Trust(X509Certificate certificate) => new(certificate.GetCertHashString());

    public void Dispose() => Prints.TryRemove(print, out _);
}
