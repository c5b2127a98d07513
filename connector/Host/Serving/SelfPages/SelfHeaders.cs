using System.Security.Cryptography;
using System.Text;

namespace Collections.Connector.Host.Serving.SelfPages;

/// <summary>The style of the pages, and the headers that let nothing else in and nothing out.</summary>
internal static class SelfHeaders
{
    /// <summary>The whole style sheet.</summary>
    public const string Style =
        "*{box-sizing:border-box}"
        + "body{margin:0;background:#fff;color:#1b1b1f;font:1.0625rem/1.55 system-ui,-apple-system,'Segoe UI',sans-serif;overflow-wrap:anywhere}"
        + "header,main,footer{max-width:42rem;margin:0 auto;padding:0 1rem}"
        + "header{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;justify-content:space-between;align-items:center;"
        + "padding-top:1rem;padding-bottom:.75rem;border-bottom:1px solid #c9c9d1}"
        + "header p{margin:0;font-weight:600}nav ul{display:flex;gap:.25rem;margin:0;padding:0;list-style:none}"
        + "nav a{display:inline-block;min-width:2.75rem;padding:.6rem .5rem;text-align:center}nav a[aria-current]{color:#1b1b1f;font-weight:700;text-decoration:none}"
        + "h1{font-size:1.6rem;line-height:1.25;margin:1.5rem 0 .75rem}h2{font-size:1.25rem;line-height:1.3;margin:2rem 0 .5rem}"
        + "h3{font-size:1.0625rem;margin:0 0 .25rem}p{margin:.5rem 0}a{color:#0a4d9c}"
        + ".state{margin:1rem 0;padding:.75rem 1rem;border-left:.35rem solid #0a4d9c;background:#eef3fa}"
        + ".state.stop{border-color:#a3261b;background:#fcefee}.state.good{border-color:#1c6b3a;background:#edf7f0}"
        + ".note{color:#55555f}.option{margin:1rem 0;padding:1rem;border:1px solid #c9c9d1;border-radius:.5rem}"
        + "table{width:100%;border-collapse:collapse}caption{text-align:left;color:#55555f;padding-bottom:.25rem}"
        + "th,td{text-align:left;vertical-align:top;padding:.5rem .5rem .5rem 0;border-bottom:1px solid #dcdce2}"
        + "th.sum,td.sum{text-align:right;padding-right:0}tbody th{font-weight:400}tfoot th,tfoot td{font-weight:700;border-bottom:0}"
        + "thead th,td{overflow-wrap:normal}td.day,td.sum{white-space:nowrap}small{display:block;color:#55555f}"
        + "@media(max-width:26rem){table{font-size:.8rem}th,td{padding-right:.25rem}}"
        + "label{display:block;font-weight:600;margin-top:.5rem}input,textarea{width:100%;max-width:100%;font:inherit;color:inherit;"
        + "padding:.55rem .6rem;border:1px solid #6b6b76;border-radius:.375rem;background:#fff}input[type=date]{display:block;max-width:14rem}"
        + "button,.button{display:inline-block;min-height:2.75rem;margin-top:.75rem;padding:.55rem 1.1rem;border:0;border-radius:.375rem;"
        + "background:#0a4d9c;color:#fff;font:inherit;font-weight:600;text-decoration:none;cursor:pointer}"
        + "a:focus-visible,button:focus-visible,input:focus-visible,textarea:focus-visible{outline:3px solid #d97706;outline-offset:2px}"
        + "footer{margin-top:2rem;padding-top:1rem;padding-bottom:2rem;color:#55555f}";

    private static readonly string Policy =
        "default-src 'none'; style-src 'sha256-"
        + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))
        + "'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>The address holds the token: it must not stay in caches, go to other sites, or be framed by them.</summary>
    public static void Harden(HttpResponse response)
    {
        response.Headers.CacheControl = "no-store";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers["X-Robots-Tag"] = "noindex";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = Policy;
    }
}
