using System.Text.Json.Nodes;
using Antiphon.Data;
using Antiphon.Identity;

namespace Antiphon.Demo;

/// <summary>The inserts of custom fields and their values.</summary>
internal static class DemoFieldSql
{
    /// <summary>Answers the fields that were made. One whose label the account uses already is the account's own, and stays empty.</summary>
    public static Sql Fields(DemoShop shop, Actor actor) => Sql.Of(
        $"""
        insert into custom_fields (account_id, object_type, label, description, priority, requirement_type, managed_type, definition, created_at, updated_at)
        select {actor.AccountId}, object_type, label, description, priority, requirement_type, managed_type, definition, created_at, created_at
        from jsonb_to_recordset({DemoPeopleSql.Rows(shop.Fields, field => new()
        {
            ["object_type"] = field.ObjectType,
            ["label"] = field.Label,
            ["description"] = field.Description,
            ["priority"] = field.Priority,
            ["requirement_type"] = field.RequirementType,
            ["managed_type"] = field.ManagedType,
            ["definition"] = new JsonObject
            {
                ["data_type"] = "text",
                ["input_settings"] = new JsonObject { ["input_type"] = "dropdown", ["choices"] = new JsonArray([.. field.Choices.Select(choice => (JsonNode)choice)]), ["default"] = null },
            },
            ["created_at"] = shop.Agents[0].CreatedAt,
        })}) as field (
          object_type text, label text, description text, priority int, requirement_type text, managed_type text, definition jsonb, created_at timestamptz)
        on conflict (account_id, label) do nothing
        returning id, label
        """);

    public static Sql TicketValues(DemoShop shop, DemoIds ids, Actor actor) => Sql.Of(
        $"""
        insert into ticket_field_values (account_id, ticket_id, field_id, text_value)
        select {actor.AccountId}, owner_id, field_id, value
        from jsonb_to_recordset({Rows(
            shop,
            ids,
            shop.Tickets.Zip(ids.Tickets).SelectMany(pair => pair.First.Fields, (pair, entry) => (pair.Second, entry.Key, entry.Value)))}) as owned (owner_id bigint, field_id bigint, value text)
        """);

    public static Sql CustomerValues(DemoShop shop, DemoIds ids, Actor actor) => Sql.Of(
        $"""
        insert into customer_field_values (account_id, customer_id, field_id, text_value)
        select {actor.AccountId}, owner_id, field_id, value
        from jsonb_to_recordset({Rows(
            shop,
            ids,
            shop.Tiers.Select(entry => (ids.Customers[entry.Key], "tier", entry.Value)))}) as owned (owner_id bigint, field_id bigint, value text)
        """);

    private static Jsonb Rows(DemoShop shop, DemoIds ids, IEnumerable<(long Owner, string Field, string Value)> values)
    {
        var fields = shop.Fields.Where(field => ids.Fields.ContainsKey(field.Label)).ToDictionary(field => field.Key, field => ids.Fields[field.Label], StringComparer.Ordinal);
        return DemoPeopleSql.Rows(values.Where(value => fields.ContainsKey(value.Field)), value => new()
        {
            ["owner_id"] = value.Owner,
            ["field_id"] = fields[value.Field],
            ["value"] = value.Value,
        });
    }
}
