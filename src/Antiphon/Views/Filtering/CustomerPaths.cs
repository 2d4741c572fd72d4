using Antiphon.Data;
using Antiphon.Language.Conditions;

namespace Antiphon.Views.Filtering;

/// <summary>Where the paths of customer filters lead in the tables.</summary>
internal static class CustomerPaths
{
    public static Values Of(FieldPath path, FilterScope scope) => path.Pattern switch
    {
        "customer.id" => ColumnValues.Id(Sql.Of($"customers.id"), canBeNull: false),
        "customer.external_id" => ColumnValues.Text(Sql.Of($"customers.external_id")),
        "customer.email" => new ColumnValues(new AddressValue(Sql.Of($"customers.email")), Sql.Of($"customers.email"), CanBeNull: true),
        "customer.name" => ColumnValues.Text(Sql.Of($"customers.name")),
        "customer.language" => ColumnValues.Text(Sql.Of($"customers.language")),
        "customer.created_datetime" => ColumnValues.Moment(Sql.Of($"customers.created_at"), canBeNull: false),
        "customer.updated_datetime" => ColumnValues.Moment(Sql.Of($"customers.updated_at"), canBeNull: false),
        "customer.custom_fields[].value" => new RowValues(
            FieldValue.Row, Sql.Of($"from customer_field_values v where v.account_id = {scope.AccountId} and v.customer_id = customers.id and v.field_id = {path.Index}")),
        _ => throw new ArgumentOutOfRangeException(nameof(path), path.Pattern, "The path is in the table of the language but not here."),
    };
}
