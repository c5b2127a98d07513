using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Figures.Movements;

/// <summary>Something that falls due.</summary>
/// <param name="Receivable">The receivable's reference.</param>
/// <param name="Payer">The payer's key.</param>
/// <param name="On">The day, in the school's zone.</param>
/// <param name="Amount">How much.</param>
internal readonly record struct DueAmount(string Receivable, string Payer, DateOnly On, Money Amount);
