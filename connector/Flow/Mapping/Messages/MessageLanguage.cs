using System.Globalization;
using Collections.Connector.Flow.Mapping.Values;
using Collections.Connector.Ports;
using HandlebarsDotNet;

namespace Collections.Connector.Flow.Mapping.Messages;

/// <summary>A Handlebars engine that writes amounts and dates as one language does.</summary>
internal sealed class MessageLanguage
{
    public MessageLanguage(string code, string country)
    {
        Code = code;
        Text = LocalText.Of(code, country);
        Engine = Handlebars.Create(
            new HandlebarsConfiguration
            {
                NoEscape = true, // Plain text: a surname keeps its apostrophe.
                ThrowOnUnresolvedBindingExpression = true,
                FormatProvider = CultureInfo.InvariantCulture,
            }
        );

        Register("money", value => value is Money money ? Text.Money(money) : null);
        Register("date", value => value is DateOnly day ? Text.LongDate(day) : null);
        Register("shortDate", value => value is DateOnly day ? Text.ShortDate(day) : null);
    }

    public string Code { get; }

    public LocalText Text { get; }

    public IHandlebars Engine { get; }

    private void Register(string name, Func<object?, string?> write) =>
        Engine.RegisterHelper(
            name,
            (writer, _, arguments) =>
            {
                // An optional value that is absent writes nothing; a value of another kind is a mistake in the template.
                if (arguments.Length != 1 || (arguments[0] is not null && write(arguments[0]) is null))
                {
                    throw new HandlebarsException($"'{name}' is given something that it cannot write.");
                }

                writer.WriteSafeString(write(arguments[0]));
            }
        );
}
