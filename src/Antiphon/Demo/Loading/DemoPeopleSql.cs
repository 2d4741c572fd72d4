using System.Text.Json.Nodes;
using Antiphon.Data;
using Antiphon.Identity;
using Antiphon.Macros;

namespace Antiphon.Demo;

/// <summary>One insert per table for what tickets refer to. Rows travel as one JSON document; each statement answers id and key of what it made.</summary>
internal static class DemoPeopleSql
{
    public static Sql Integrations(DemoShop shop, Actor actor) => Sql.Of(
        $"""
        insert into integrations (account_id, type, name, address, created_at, updated_at)
        select {actor.AccountId}, type, name, address, created_at, created_at
        from jsonb_to_recordset({Rows(DemoIntegration.Of(shop.Brand), integration => new()
        {
            ["type"] = integration.Type,
            ["name"] = integration.Name,
            ["address"] = integration.Address,
            ["created_at"] = Since(shop),
        })}) as integration (type text, name text, address text, created_at timestamptz)
        returning id, type || ' ' || coalesce(address, '')
        """);

    public static Sql Agents(DemoShop shop, Actor actor) => Sql.Of(
        $$"""
        insert into users (account_id, email, name, role, bio, country, language, timezone, meta, created_at, updated_at)
        select {{actor.AccountId}}, email, name, role, bio, country, language, timezone, '{"sso": null, "profile_picture_url": null}', created_at, created_at
        from jsonb_to_recordset({{Rows(shop.Agents, agent => new()
        {
            ["email"] = agent.Email,
            ["name"] = agent.Name,
            ["role"] = agent.Role,
            ["bio"] = agent.Bio,
            ["country"] = agent.Country,
            ["language"] = agent.Language,
            ["timezone"] = agent.Timezone,
            ["created_at"] = agent.CreatedAt,
        })}}) as agent (email text, name text, role text, bio text, country text, language text, timezone text, created_at timestamptz)
        returning id, email
        """);

    public static Sql Teams(DemoShop shop, Actor actor) => Sql.Of(
        $"""
        insert into teams (account_id, name, description, decoration, created_at)
        select {actor.AccountId}, name, description, jsonb_build_object('emoji', emoji), created_at
        from jsonb_to_recordset({Rows(shop.Teams, team => new()
        {
            ["name"] = team.Name,
            ["description"] = team.Description,
            ["emoji"] = team.Emoji,
            ["created_at"] = Since(shop),
        })}) as team (name text, description text, emoji text, created_at timestamptz)
        returning id, name
        """);

    public static Sql Members(DemoShop shop, DemoIds ids, Actor actor) => Sql.Of(
        $"""
        insert into team_members (account_id, team_id, user_id, position)
        select {actor.AccountId}, team_id, user_id, row_number() over (partition by team_id order by user_id) - 1
        from jsonb_to_recordset({Rows([.. shop.Agents.SelectMany(agent => agent.Teams, (agent, team) => (agent, team))], member => new()
        {
            ["team_id"] = ids.Teams[member.team.Name],
            ["user_id"] = ids.Of(member.agent),
        })}) as member (team_id bigint, user_id bigint)
        """);

    /// <summary>A tag that the account has already is used as it is.</summary>
    public static Sql Tags(DemoShop shop, Actor actor) => Sql.Of(
        $"""
        with wanted as (
          select * from jsonb_to_recordset({Rows(shop.Tags, tag => new()
        {
            ["name"] = tag.Name,
            ["description"] = tag.Description,
            ["color"] = tag.Color,
            ["created_at"] = Since(shop),
        })}) as tag (name text, description text, color text, created_at timestamptz)),
        created as (
          insert into tags (account_id, name, description, decoration, created_at)
          select {actor.AccountId}, name, description, jsonb_build_object('color', color), created_at from wanted
          on conflict (account_id, name) do nothing
          returning id, name)
        select id, name from created
        union all
        select tags.id, tags.name from tags join wanted on tags.name = wanted.name where tags.account_id = {actor.AccountId}
        """);

    public static Sql Macros(DemoShop shop, Actor actor) => Sql.Of(
        $"""
        insert into macros (account_id, name, intent, language, usage, actions, search_text, tag_names, created_at)
        select {actor.AccountId}, name, intent, language, usage, actions, search_text, array(select jsonb_array_elements_text(tag_names)), created_at
        from jsonb_to_recordset({Rows(shop.Macros.Select(macro => (Macro: macro, Index: MacroIndex.Of(macro.Name, macro.Actions))), row => new()
        {
            ["name"] = row.Macro.Name,
            ["intent"] = row.Macro.Intent,
            ["language"] = row.Macro.Language,
            ["usage"] = row.Macro.Usage,
            ["actions"] = JsonNode.Parse(row.Macro.Actions.GetRawText()),
            ["search_text"] = row.Index.SearchText,
            ["tag_names"] = new JsonArray([.. row.Index.TagNames.Select(name => (JsonNode)name)]),
            ["created_at"] = Since(shop),
        })}) as macro (name text, intent text, language text, usage bigint, actions jsonb, search_text text, tag_names jsonb, created_at timestamptz)
        """);

    public static Sql Customers(DemoShop shop, Actor actor) => Sql.Of(
        $$"""
        insert into customers (account_id, external_id, email, name, language, timezone, note, meta, data, created_at, updated_at)
        select {{actor.AccountId}}, external_id, email, name, language, timezone, note, '{"name_set_via": "email"}', data, created_at, created_at
        from jsonb_to_recordset({{Rows(shop.Customers, customer => new()
        {
            ["external_id"] = customer.ExternalId,
            ["email"] = customer.Email,
            ["name"] = customer.Name,
            ["language"] = customer.Language,
            ["timezone"] = customer.Timezone,
            ["note"] = customer.Note,
            ["data"] = customer.Data.Count == 0 ? null : Members(customer.Data),
            ["created_at"] = customer.CreatedAt,
        })}}) as customer (external_id text, email text, name text, language text, timezone text, note text, data jsonb, created_at timestamptz)
        returning id, external_id
        """);

    public static Sql Channels(DemoShop shop, DemoIds ids, Actor actor) => Sql.Of(
        $"""
        insert into customer_channels (account_id, customer_id, type, address, preferred, created_at, updated_at)
        select {actor.AccountId}, customer_id, type, address, true, created_at, created_at
        from jsonb_to_recordset({Rows([.. shop.Customers.SelectMany(customer => customer.Channels, (customer, channel) => (customer, channel))], owned => new()
        {
            ["customer_id"] = ids.Customers[owned.customer.ExternalId],
            ["type"] = owned.channel.Type,
            ["address"] = owned.channel.Address,
            ["created_at"] = owned.customer.CreatedAt,
        })}) as channel (customer_id bigint, type text, address text, created_at timestamptz)
        """);

    internal static Jsonb Rows<T>(IEnumerable<T> items, Func<T, JsonObject> row) => new(new JsonArray([.. items.Select(row)]).ToJsonString());

    internal static JsonObject Members(IReadOnlyDictionary<string, string> values) =>
        new(values.Select(pair => KeyValuePair.Create<string, JsonNode?>(pair.Key, pair.Value)));

    private static DateTimeOffset Since(DemoShop shop) => shop.Agents[0].CreatedAt;
}
