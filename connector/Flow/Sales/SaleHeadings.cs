using System.Globalization;
using System.Text;

namespace Collections.Connector.Flow.Sales;

/// <summary>The columns of a sale.</summary>
internal enum SaleColumn
{
    /// <summary>The writer's own key of the sale.</summary>
    Key,

    /// <summary>The LMS's key of the learner.</summary>
    Learner,

    /// <summary>The LMS's key of the course.</summary>
    Course,

    /// <summary>What is sold.</summary>
    Description,

    /// <summary>The whole price.</summary>
    Amount,

    /// <summary>Its currency.</summary>
    Currency,

    /// <summary>With or without tax.</summary>
    Basis,

    /// <summary>The mapping's tax code.</summary>
    TaxCode,

    /// <summary>Day of the first invoice.</summary>
    Issue,

    /// <summary>Due day.</summary>
    Due,

    /// <summary>Due parts.</summary>
    Parts,

    /// <summary>The payer's name.</summary>
    PayerName,

    /// <summary>The payer's e-mail address.</summary>
    Email,

    /// <summary>The payer's telephone.</summary>
    Phone,

    /// <summary>The payer's tax id.</summary>
    TaxId,

    /// <summary>The payer's country.</summary>
    Country,

    /// <summary>The payer's language.</summary>
    Language,

    /// <summary>Whether the payer is a company.</summary>
    Company,

    /// <summary>The payer's postal address.</summary>
    Address,

    /// <summary>Whether the learner is to be enrolled.</summary>
    Enrol,
}

/// <summary>What the columns are called in English, Spanish and Portuguese; the first name of each is the one of the command line.</summary>
internal static class SaleHeadings
{
    /// <summary>The columns that a file must have.</summary>
    public static readonly IReadOnlyList<SaleColumn> Required =
    [
        SaleColumn.Key,
        SaleColumn.Amount,
        SaleColumn.Currency,
    ];

    private static readonly Dictionary<SaleColumn, string[]> Names = new()
    {
        [SaleColumn.Key] = ["key", "reference", "sale", "clave", "referencia", "venta", "chave", "venda"],
        [SaleColumn.Learner] = ["learner", "student", "alumno", "alumna", "estudiante", "aluno", "aluna", "estudante"],
        [SaleColumn.Course] = ["course", "curso"],
        [SaleColumn.Description] = ["description", "concept", "concepto", "descripcion", "conceito", "descricao"],
        [SaleColumn.Amount] = ["amount", "price", "importe", "precio", "monto", "valor", "preco"],
        [SaleColumn.Currency] = ["currency", "moneda", "divisa", "moeda"],
        [SaleColumn.Basis] = ["basis", "base"],
        [SaleColumn.TaxCode] = ["tax-code", "tax", "impuesto", "iva", "imposto"],
        [SaleColumn.Issue] = ["issue", "issue-date", "emision", "fecha-de-emision", "emissao", "data-de-emissao"],
        [SaleColumn.Due] =
        [
            "due",
            "due-date",
            "vencimiento",
            "fecha-de-vencimiento",
            "vencimento",
            "data-de-vencimento",
        ],
        [SaleColumn.Parts] = ["parts", "instalments", "plazos", "cuotas", "parcelas", "prestacoes"],
        [SaleColumn.PayerName] =
        [
            "payer-name",
            "payer",
            "name",
            "pagador",
            "nombre",
            "nombre-del-pagador",
            "nome",
            "nome-do-pagador",
            "cliente",
        ],
        [SaleColumn.Email] = ["email", "e-mail", "correo", "correo-electronico"],
        [SaleColumn.Phone] = ["phone", "telefono", "movil", "telefone", "telemovel"],
        [SaleColumn.TaxId] = ["tax-id", "nif", "cif", "dni", "rut", "ruc", "rfc", "cuit", "cpf", "cnpj"],
        [SaleColumn.Country] = ["country", "pais"],
        [SaleColumn.Language] = ["language", "idioma", "lingua"],
        [SaleColumn.Company] = ["company", "empresa"],
        [SaleColumn.Address] = ["address", "direccion", "domicilio", "endereco", "morada"],
        [SaleColumn.Enrol] = ["enrol", "enroll", "matricular", "matricula", "inscribir", "inscrever"],
    };

    private static readonly Dictionary<string, SaleColumn> Columns = Names
        .SelectMany(x => x.Value.Select(name => (Name: name, Column: x.Key)))
        .ToDictionary(x => x.Name, x => x.Column, StringComparer.Ordinal);

    /// <summary>Every name of every column.</summary>
    public static IEnumerable<string> All => Columns.Keys;

    /// <summary>The English name, which is the option's too.</summary>
    public static string NameOf(SaleColumn column) => Names[column][0];

    /// <summary>The column that a heading means; null for another.</summary>
    public static SaleColumn? Find(string heading) =>
        Columns.TryGetValue(Plain(heading), out var column) ? column : null;

    /// <summary>A text in small letters without accents, its words joined by a hyphen.</summary>
    public static string Plain(string text)
    {
        var plain = new StringBuilder();
        foreach (var letter in text.Trim().ToLowerInvariant().Normalize(NormalizationForm.FormD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(letter) != UnicodeCategory.NonSpacingMark)
            {
                plain.Append(letter is ' ' or '_' or '.' or '\u00A0' ? '-' : letter);
            }
        }

        return plain.ToString();
    }
}
