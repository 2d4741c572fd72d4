namespace Antiphon.Language.Conditions;

/// <summary>Which names a text may use.</summary>
/// <param name="Roots">What paths may begin with.</param>
/// <param name="Rules">Whether it is a rule, which may read paths beyond the table and ask about business hours.</param>
internal sealed record Scope(Items<string> Roots, bool Rules)
{
    public static Scope Rule { get; } = new(["ticket", "message", "event", "user"], Rules: true);

    private static Scope Tickets { get; } = new(["ticket"], Rules: false);

    private static Scope Customers { get; } = new(["customer"], Rules: false);

    public static Scope Filter(FilterSubject subject) => subject == FilterSubject.Ticket ? Tickets : Customers;
}
