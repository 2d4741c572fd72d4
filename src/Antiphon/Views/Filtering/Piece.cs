using Antiphon.Data;

namespace Antiphon.Views.Filtering;

/// <summary>
/// A condition in SQL. The language knows true and false only; a piece that can be null counts as false, and a negation says so. The others are negated
/// plainly, which lets the planner see through them.
/// </summary>
internal readonly record struct Piece(Sql Sql, bool CanBeNull = false)
{
    public static readonly Piece True = new(Sql.Of($"true"));
    public static readonly Piece False = new(Sql.Of($"false"));

    public static Piece operator !(Piece piece) => piece.CanBeNull ? new(Sql.Of($"(({piece.Sql}) is not true)")) : new(Sql.Of($"(not ({piece.Sql}))"));

    public static Piece All(IReadOnlyList<Piece> pieces) => Joined(pieces, Sql.Of($" and "), True);

    public static Piece Any(IReadOnlyList<Piece> pieces) => Joined(pieces, Sql.Of($" or "), False);

    private static Piece Joined(IReadOnlyList<Piece> pieces, Sql between, Piece ofNone)
    {
        if (pieces.Count < 2)
        {
            return pieces.Count == 0 ? ofNone : pieces[0];
        }

        var joined = Sql.Of($"({pieces[0].Sql}");
        foreach (var piece in pieces.Skip(1))
        {
            joined += between + piece.Sql;
        }

        return new(joined + Sql.Of($")"), pieces.Any(piece => piece.CanBeNull));
    }
}
