using System.Net.Mail;
using System.Net.Mime;
using System.Security.Cryptography;
using System.Text;
using Collections.Connector.Ports;

namespace Collections.Adapters.Smtp;

/// <summary>Writes a message as e-mail.</summary>
internal static class MailText
{
    /// <summary>Says why an address cannot be written to; null when it can. The address itself is not told.</summary>
    public static string? Unreachable(string recipient) =>
        !MailAddress.TryCreate(recipient, out var address) || address.DisplayName.Length > 0
            ? "The recipient is not an e-mail address."
        : !Ascii.IsValid(address.User)
            ? "The address has letters before the @ that need SMTPUTF8, which this adapter does not speak."
        : null;

    /// <summary>Composes it; the same reference gives the same Message-ID, so that a repeated sending is recognisable.</summary>
    public static MailMessage Compose(OutgoingMessage message, SmtpSettings settings)
    {
        var mail = new MailMessage(settings.From, new MailAddress(message.Recipient))
        {
            Subject = message.Subject.ReplaceLineEndings(" ").Trim(),
            SubjectEncoding = Encoding.UTF8,
            HeadersEncoding = Encoding.UTF8,
            Body = message.Text.ReplaceLineEndings("\r\n"),
            BodyEncoding = Encoding.UTF8,
            BodyTransferEncoding = TransferEncoding.Base64,
            IsBodyHtml = false,
        };
        if (settings.BounceAddress is not null)
        {
            mail.Sender = settings.BounceAddress; // System.Net.Mail takes the envelope's sender from here.
        }

        if (settings.ReplyTo is not null)
        {
            mail.ReplyToList.Add(settings.ReplyTo);
        }

        mail.Headers["Message-ID"] = $"<{Key(message.Reference)}@{settings.From.Host}>";
        if (message.OptOutUrl is { } stop)
        {
            // RFC 2369 and RFC 8058: mail programs show a button of their own.
            mail.Headers["List-Unsubscribe"] = $"<{stop}>";
            mail.Headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click";
        }

        mail.Headers["Auto-Submitted"] = "auto-generated"; // RFC 3834: keeps out-of-office answers away.
        if (message.Language.Length > 0 && message.Language.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
        {
            mail.Headers["Content-Language"] = message.Language;
        }

        return mail;
    }

    private static string Key(string reference) =>
        reference.Length is > 0 and <= 200 && reference.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
            ? reference
            : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(reference)));
}
