using System.Collections.Frozen;

namespace Antiphon.Language.Conditions;

/// <summary>How a fact is compared (contract page views, "The filter language").</summary>
public enum Operator
{
    /// <summary>Equal; text exactly, ids as numbers.</summary>
    Eq,

    /// <summary>Not <see cref="Eq"/>.</summary>
    Neq,

    /// <summary>Null, <c>""</c> or an empty list.</summary>
    IsEmpty,

    /// <summary>Not <see cref="IsEmpty"/>.</summary>
    IsNotEmpty,

    /// <summary>At least one value is found.</summary>
    ContainsAny,

    /// <summary>Every value is found.</summary>
    ContainsAll,

    /// <summary>Not <see cref="ContainsAny"/>.</summary>
    NotContainsAny,

    /// <summary>Not <see cref="ContainsAll"/>.</summary>
    NotContainsAll,

    /// <summary>Old spelling of <see cref="ContainsAny"/>.</summary>
    Contains,

    /// <summary>Old spelling of <see cref="NotContainsAny"/>.</summary>
    NotContains,

    /// <summary>Begins with a text, whatever its case.</summary>
    StartsWith,

    /// <summary>Ends with a text, whatever its case.</summary>
    EndsWith,

    /// <summary>Less, or earlier.</summary>
    Lt,

    /// <summary>Not more, or not later.</summary>
    Lte,

    /// <summary>More, or later.</summary>
    Gt,

    /// <summary>Not less, or not earlier.</summary>
    Gte,

    /// <summary>At least that long ago.</summary>
    GteTimedelta,

    /// <summary>At most that long ago; what is still to come counts too.</summary>
    LteTimedelta,

    /// <summary>Inside the account's business hours. Rules only.</summary>
    DuringBusinessHours,

    /// <summary>Outside them. Rules only.</summary>
    OutsideBusinessHours,
}

/// <summary>What an operator takes behind the path.</summary>
public enum OperandShape
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>One text, number, true, false or null.</summary>
    Scalar,

    /// <summary>A list of texts, numbers, true or false; a single one counts as a list of one.</summary>
    List,

    /// <summary>One text.</summary>
    Text,

    /// <summary>One number or moment.</summary>
    Ordered,

    /// <summary>A <see cref="Timedelta"/>.</summary>
    Timedelta,
}

/// <summary>One row of the table of operators.</summary>
/// <param name="Operator">Which.</param>
/// <param name="Name">As written.</param>
/// <param name="Operand">What it takes behind the path.</param>
/// <param name="Kinds">Which facts it can be asked about.</param>
/// <param name="Rules">Whether only rules have it.</param>
public sealed record OperatorInfo(Operator Operator, string Name, OperandShape Operand, FieldKinds Kinds, bool Rules = false)
{
    /// <summary>How many arguments it takes, the path included.</summary>
    public int Arity => Operand == OperandShape.None ? 1 : 2;
}

/// <summary>The table of operators.</summary>
public static class Operators
{
    private const FieldKinds Listed = FieldKinds.Text | FieldKinds.Number | FieldKinds.Id | FieldKinds.Boolean | FieldKinds.Any | FieldKinds.Open;
    private const FieldKinds Moments = FieldKinds.Instant | FieldKinds.Open;
    private const FieldKinds Texts = FieldKinds.Text | FieldKinds.Any | FieldKinds.Open;
    private const FieldKinds Ordered = FieldKinds.Number | FieldKinds.Id | FieldKinds.Any | Moments;

    /// <summary>All of them, in the order of the contract.</summary>
    public static Items<OperatorInfo> All { get; } =
    [
        new(Operator.Eq, "eq", OperandShape.Scalar, FieldKinds.All),
        new(Operator.Neq, "neq", OperandShape.Scalar, FieldKinds.All),
        new(Operator.IsEmpty, "isEmpty", OperandShape.None, FieldKinds.All),
        new(Operator.IsNotEmpty, "isNotEmpty", OperandShape.None, FieldKinds.All),
        new(Operator.ContainsAny, "containsAny", OperandShape.List, Listed),
        new(Operator.ContainsAll, "containsAll", OperandShape.List, Listed),
        new(Operator.NotContainsAny, "notContainsAny", OperandShape.List, Listed),
        new(Operator.NotContainsAll, "notContainsAll", OperandShape.List, Listed),
        new(Operator.Contains, "contains", OperandShape.List, Listed),
        new(Operator.NotContains, "notContains", OperandShape.List, Listed),
        new(Operator.StartsWith, "startsWith", OperandShape.Text, Texts),
        new(Operator.EndsWith, "endsWith", OperandShape.Text, Texts),
        new(Operator.Lt, "lt", OperandShape.Ordered, Ordered),
        new(Operator.Lte, "lte", OperandShape.Ordered, Ordered),
        new(Operator.Gt, "gt", OperandShape.Ordered, Ordered),
        new(Operator.Gte, "gte", OperandShape.Ordered, Ordered),
        new(Operator.GteTimedelta, "gteTimedelta", OperandShape.Timedelta, Moments),
        new(Operator.LteTimedelta, "lteTimedelta", OperandShape.Timedelta, Moments),
        new(Operator.DuringBusinessHours, "duringBusinessHours", OperandShape.None, Moments, Rules: true),
        new(Operator.OutsideBusinessHours, "outsideBusinessHours", OperandShape.None, Moments, Rules: true),
    ];

    private static FrozenDictionary<string, OperatorInfo> ByName { get; } = All.ToFrozenDictionary(row => row.Name, StringComparer.Ordinal);

    /// <summary>The row of that name, or null.</summary>
    public static OperatorInfo? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The row of an operator.</summary>
    public static OperatorInfo Of(Operator @operator) => All[(int)@operator];
}
