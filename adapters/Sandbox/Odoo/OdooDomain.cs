using System.Globalization;
using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Sandbox.Odoo;

/// <summary>Evaluates a domain in prefix notation over the twin's records.</summary>
internal sealed class OdooDomain(OdooSchema schema, Model model)
{
    /// <summary>The records that a domain finds, by id. Archived ones only when asked for.</summary>
    public IEnumerable<Record> Search(JArray domain, bool archivedToo)
    {
        var (test, named) = Compile(domain);
        var active = model.Fields.GetValueOrDefault("active");
        var hidden = active is not null && !archivedToo && !named.Contains("active");
        return Candidates(domain).Where(record => test(record) && (!hidden || active!.Get(record) is true));
    }

    /// <summary>Fewer records than all, where a condition on an id says which.</summary>
    private IEnumerable<Record> Candidates(JArray domain)
    {
        if (domain.Any(token => token.Type == JTokenType.String))
        {
            return model.All;
        }

        foreach (var leaf in domain.OfType<JArray>())
        {
            var ids = leaf[1].Value<string>() switch
            {
                "in" when leaf[2] is JArray many => many.Where(v => v.Type == JTokenType.Integer),
                "=" when leaf[2].Type == JTokenType.Integer => [leaf[2]],
                _ => null,
            };
            var field = leaf[0].Value<string>()!;
            if (ids is not null && field == "id")
            {
                return ids.Select(v => v.Value<int>()).Distinct().Order().Select(model.Find).OfType<Record>();
            }

            if (ids is not null && model.Narrow.TryGetValue(field, out var narrow))
            {
                return ids.Select(v => v.Value<int>()).Distinct().SelectMany(narrow).OrderBy(r => r.Id);
            }
        }

        return model.All;
    }

    private (Func<Record, bool> Test, HashSet<string> Named) Compile(JArray domain)
    {
        var named = new HashSet<string>(StringComparer.Ordinal);
        var tests = new List<Func<Record, bool>>();
        var at = 0;
        while (at < domain.Count)
        {
            tests.Add(Next(domain, ref at, named));
        }

        return (record => tests.TrueForAll(test => test(record)), named);
    }

    private Func<Record, bool> Next(JArray domain, ref int at, HashSet<string> named)
    {
        var token = domain[at++];
        if (token is JArray leaf)
        {
            named.Add(leaf[0].Value<string>()!);
            return Leaf(leaf);
        }

        var sign = token.Value<string>();
        var left = Next(domain, ref at, named);
        if (sign == "!")
        {
            return record => !left(record);
        }

        var right = Next(domain, ref at, named);
        return sign == "|" ? record => left(record) || right(record) : record => left(record) && right(record);
    }

    private Func<Record, bool> Leaf(JArray leaf)
    {
        var path = leaf[0].Value<string>()!.Split('.');
        if (!model.Fields.ContainsKey(path[0]))
        {
            throw new OdooError("builtins.ValueError", $"Invalid field {model.Name}.{path[0]} in leaf {leaf}");
        }

        var test = Test(leaf[1].Value<string>()!, leaf[2]);
        return record => Values(record, path, 0).Any(test);
    }

    private IEnumerable<object?> Values(Record record, string[] path, int depth)
    {
        var owner = depth == 0 ? model : schema.Of(record);
        var value = owner.Fields[path[depth]].Get(record);
        return (value, depth == path.Length - 1) switch
        {
            (IEnumerable<Record> many, true) => many.Cast<object?>().DefaultIfEmpty(null),
            (_, true) => [value],
            (Record link, false) => Values(link, path, depth + 1),
            (IEnumerable<Record> many, false) => many.SelectMany(one => Values(one, path, depth + 1)),
            _ => [null],
        };
    }

    private static Func<object?, bool> Test(string sign, JToken operand)
    {
        switch (sign)
        {
            case "in" or "not in":
                var set = operand.Select(Comparable).ToHashSet();
                return sign == "in"
                    ? value => set.Contains(Comparable(value))
                    : value => !set.Contains(Comparable(value));
            case "=" or "!=":
                var wanted = Comparable(operand);
                return sign == "="
                    ? value => Equals(Comparable(value), wanted)
                    : value => !Equals(Comparable(value), wanted);
            case "=ilike" or "ilike":
                var pattern = Like(operand.Value<string>() ?? "", whole: sign == "=ilike");
                return value => value is string text && pattern.IsMatch(text);
            case ">" or ">=" or "<" or "<=":
                var bound = Comparable(operand);
                return value => Comparable(value) is { } own && own is not false && Ordered(Compare(own, bound), sign);
            default:
                throw new OdooError("builtins.ValueError", $"Invalid operator {sign}");
        }
    }

    private static bool Ordered(int comparison, string sign) =>
        sign switch
        {
            ">" => comparison > 0,
            ">=" => comparison >= 0,
            "<" => comparison < 0,
            _ => comparison <= 0,
        };

    private static int Compare(object left, object? right) =>
        (left, right) switch
        {
            (decimal a, decimal b) => a.CompareTo(b),
            (string a, string b) => string.CompareOrdinal(a, b),
            _ => throw new OdooError("builtins.ValueError", "Values of different types cannot be compared."),
        };

    private static object? Comparable(object? value) =>
        value switch
        {
            null => false,
            int number => (decimal)number,
            Record link => (decimal)link.Id,
            DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            DateTime at => at.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture),
            JValue json => json.Type switch
            {
                JTokenType.Integer or JTokenType.Float => json.Value<decimal>(),
                JTokenType.String => json.Value<string>(),
                JTokenType.Boolean => json.Value<bool>(),
                _ => false,
            },
            _ => value,
        };

    private static Regex Like(string pattern, bool whole)
    {
        var text = new System.Text.StringBuilder();
        for (var i = 0; i < pattern.Length; i++)
        {
            text.Append(
                pattern[i] switch
                {
                    '\\' when i + 1 < pattern.Length => Regex.Escape(pattern[++i].ToString()),
                    '%' => ".*",
                    '_' => ".",
                    var letter => Regex.Escape(letter.ToString()),
                }
            );
        }

        return new Regex(whole ? $"^{text}$" : text.ToString(), RegexOptions.IgnoreCase | RegexOptions.Singleline);
    }
}
