using Antiphon.Data;

namespace Antiphon.CustomFields.Values;

/// <summary>What happens to values when two customers become one.</summary>
internal static class CustomerFieldValues
{
    /// <summary>Copies what the survivor lacks; where both have a value, the survivor's stays. The source's own vanish with the source.</summary>
    public static Sql Inherit(long accountId, long source, long survivor) => Sql.Of(
        $"""
        insert into customer_field_values (account_id, customer_id, field_id, text_value, number_value, flag_value)
        select {accountId}, {survivor}, field_id, text_value, number_value, flag_value from customer_field_values
        where account_id = {accountId} and customer_id = {source}
        on conflict (account_id, customer_id, field_id) do nothing
        """);
}
