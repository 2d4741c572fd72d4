using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;

namespace Antiphon.ApiTests.CustomFields;

[Trait("row", "B38")]
public sealed class CustomFieldTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task A_field_is_made_and_read_back_as_it_was_sent()
    {
        var field = FieldSamples.Field(FieldSamples.Tree);
        field["description"] = "Why they wrote";
        field["priority"] = "8";
        field["required"] = true;
        field["managed_type"] = "contact_reason";
        var created = (await desk.Admin.PostJsonAsync("/api/custom-fields", field)).Is(HttpStatusCode.Created);
        Assert.Equal((8, true, "required"), ((int)created["priority"]!, (bool)created["required"]!, (string)created["requirement_type"]!));
        Assert.Equal(field["definition"]!.ToJsonString(), created["definition"]!.ToJsonString());
        Assert.Equal(created.Body, (await desk.Admin.GetJsonAsync($"/api/custom-fields/{created["id"]}")).Is(HttpStatusCode.OK).Body);
        Assert.Equal(["custom-field-created"], await desk.EventsOfAsync("CustomField", (long)created["id"]!));
    }

    [Fact]
    public async Task Every_error_of_a_new_field_is_told_at_once_with_its_path()
    {
        var refused = (await desk.Admin.PostJsonAsync(
            "/api/custom-fields",
            """
            {"object_type": "ticket", "label": " ", "priority": 5001, "managed_type": "customer_type", "requirement_type": "maybe", "colour": 1,
             "definition": {"data_type": "text", "input_settings": {"input_type": "dropdown", "choices": ["A", "A", "B::", 3], "default": "C", "size": 2}}}
            """)).Is(HttpStatusCode.BadRequest);
        string[] wrong = ["object_type", "label", "priority", "managed_type", "requirement_type", "colour"];
        Assert.All(wrong, path => Assert.NotEmpty(refused.ErrorsAt(path)));
        string[] inside = ["choices.1", "choices.2", "choices.3", "size"];
        Assert.All(inside, path => Assert.NotEmpty(refused.ErrorsAt($"definition.input_settings.{path}")));
        Assert.Equal("Failed to create custom field", (string?)refused["error"]!["msg"]);

        var empty = (await desk.Admin.PostJsonAsync("/api/custom-fields", "{}")).Is(HttpStatusCode.BadRequest);
        Assert.All(["object_type", "label", "definition"], path => Assert.Equal(["Missing data for required field."], empty.ErrorsAt(path)));
    }

    [Theory]
    [InlineData("""{"data_type": "text", "input_settings": {"input_type": "text_field"}}""", "input_settings.input_type")]
    [InlineData("""{"data_type": "date", "input_settings": {"input_type": "input"}}""", "data_type")]
    [InlineData("""{"data_type": "text"}""", "input_settings")]
    [InlineData("""{"data_type": "text", "input_settings": {}}""", "input_settings.input_type")]
    [InlineData("""{"data_type": "text", "input_settings": {"input_type": "dropdown"}}""", "input_settings.choices")]
    [InlineData("""{"data_type": "text", "input_settings": {"input_type": "dropdown", "choices": []}}""", "input_settings.choices")]
    [InlineData("""{"data_type": "text", "input_settings": {"input_type": "dropdown", "choices": ["A"], "default": "B"}}""", "input_settings.default")]
    [InlineData("""{"data_type": "text", "input_settings": {"input_type": "input", "choices": ["A"]}}""", "input_settings.choices")]
    [InlineData("""{"data_type": "number", "input_settings": {"input_type": "input"}}""", "input_settings.input_type")]
    [InlineData("""{"data_type": "number", "input_settings": {"input_type": "input_number", "min": "5", "max": 4}}""", "input_settings.max")]
    [InlineData("""{"data_type": "number", "input_settings": {"input_type": "input_number", "min": "few"}}""", "input_settings.min")]
    [InlineData("""{"data_type": "boolean", "input_settings": {"input_type": "dropdown", "choices": ["yes"]}}""", "input_settings.choices.0")]
    [InlineData("""{"data_type": "boolean", "input_settings": {"input_type": "dropdown", "choices": [true], "default": false}}""", "input_settings.default")]
    public async Task A_definition_that_cannot_be_is_refused_where_it_is_wrong(string definition, string path)
    {
        var refused = await desk.Admin.PostJsonAsync("/api/custom-fields", FieldSamples.Field(JsonNode.Parse(definition)!.AsObject()));
        Assert.NotEmpty(refused.Is(HttpStatusCode.BadRequest).ErrorsAt($"definition.{path}"));
    }

    [Fact]
    public async Task A_label_is_unique_in_the_account_and_a_second_one_is_a_400()
    {
        var field = FieldSamples.Field(FieldSamples.Text);
        (await desk.Admin.PostJsonAsync("/api/custom-fields", field)).Is(HttpStatusCode.Created);
        Assert.NotEmpty((await desk.Admin.PostJsonAsync("/api/custom-fields", field)).Is(HttpStatusCode.BadRequest).ErrorsAt("label"));
        var other = await desk.FieldAsync(FieldSamples.Text, "Customer");
        Assert.NotEmpty((await desk.Admin.PutJsonAsync($"/api/custom-fields/{other}", new { label = (string)field["label"]! })).Is(HttpStatusCode.BadRequest).ErrorsAt("label"));
    }

    [Fact]
    public async Task An_external_id_that_is_in_use_is_a_409()
    {
        var (first, second) = (FieldSamples.Field(FieldSamples.Text), FieldSamples.Field(FieldSamples.Text));
        first["external_id"] = "crm-1";
        second["external_id"] = "crm-1";
        (await desk.Admin.PostJsonAsync("/api/custom-fields", first)).Is(HttpStatusCode.Created);
        (await desk.Admin.PostJsonAsync("/api/custom-fields", second)).Is(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task An_update_changes_what_is_sent_and_null_clears()
    {
        var field = FieldSamples.Field(FieldSamples.Text);
        field["description"] = "first";
        field["priority"] = 3;
        var before = (await desk.Admin.PostJsonAsync("/api/custom-fields", field)).Is(HttpStatusCode.Created);
        var after = (await desk.Admin.PutJsonAsync($"/api/custom-fields/{before["id"]}", """{"description": null}""")).Is(HttpStatusCode.OK);
        Assert.Null(after["description"]);
        Assert.Equal((3, (string?)before["label"]), ((int)after["priority"]!, (string?)after["label"]));
        Assert.Equal("""{"changed": ["description"]}""", (await desk.EventDataAsync("custom-field-updated", (long)before["id"]!))!.ToJsonString().Replace(":", ": ", StringComparison.Ordinal));

        // What changes nothing leaves no trace.
        Assert.Equal(after.Body, (await desk.Admin.PutJsonAsync($"/api/custom-fields/{before["id"]}", """{"description": null, "priority": 3}""")).Is(HttpStatusCode.OK).Body);
        Assert.Equal(["custom-field-created", "custom-field-updated"], await desk.EventsOfAsync("CustomField", (long)before["id"]!));
        Assert.NotEmpty((await desk.Admin.PutJsonAsync($"/api/custom-fields/{before["id"]}", """{"label": null}""")).Is(HttpStatusCode.BadRequest).ErrorsAt("label"));
    }

    [Theory]
    [InlineData("""{"required": true}""", "required")]
    [InlineData("""{"required": true, "requirement_type": "visible"}""", "required")]
    [InlineData("""{"required": false, "requirement_type": "required"}""", "required")]
    [InlineData("""{"requirement_type": "conditional"}""", "conditional")]
    [InlineData("""{"required": false}""", "visible")]
    public async Task Of_the_two_words_for_required_the_one_that_changes_something_counts(string change, string expected)
    {
        var id = await desk.FieldAsync(FieldSamples.Text);
        var after = (await desk.Admin.PutJsonAsync($"/api/custom-fields/{id}", change)).Is(HttpStatusCode.OK);
        Assert.Equal((expected, expected is "required"), ((string?)after["requirement_type"], (bool)after["required"]!));
    }

    [Theory]
    [InlineData("{0}")]
    [InlineData("""{{"data": {0}}}""")]
    [InlineData("""{{"fields": {0}}}""")]
    public async Task Several_fields_change_at_once_in_any_wrapping(string wrapping)
    {
        var (one, two) = (await desk.FieldAsync(FieldSamples.Text), await desk.FieldAsync(FieldSamples.Text));
        var list = $$"""[{"id": {{two}}, "priority": 11}, {"id": "{{one}}", "deactivated_datetime": "2026-01-01T00:00:00Z"}]""";
        var answer = (await desk.Admin.PutJsonAsync("/api/custom-fields", string.Format(wrapping, list))).Is(HttpStatusCode.OK);
        Assert.Equal([two, one], answer["data"]!.AsArray().Select(field => (long)field!["id"]!));
        Assert.Equal(11, (int)answer["data"]![0]!["priority"]!);
        Assert.NotNull(answer["data"]![1]!["deactivated_datetime"]);
    }

    [Fact]
    public async Task Several_fields_change_all_or_not_at_all()
    {
        var (one, two) = (await desk.FieldAsync(FieldSamples.Text), await desk.FieldAsync(FieldSamples.Text));
        var refused = (await desk.Admin.PutJsonAsync("/api/custom-fields", $$"""[{"id": {{one}}, "priority": 7}, {"id": {{two}}, "priority": -1}, {"priority": 2}]""")).Is(HttpStatusCode.BadRequest);
        Assert.NotEmpty(refused.ErrorsAt("2.id"));
        refused = (await desk.Admin.PutJsonAsync("/api/custom-fields", $$"""[{"id": {{one}}, "priority": 7}, {"id": {{two}}, "priority": -1}]""")).Is(HttpStatusCode.BadRequest);
        Assert.NotEmpty(refused.ErrorsAt("1.priority"));
        (await desk.Admin.PutJsonAsync("/api/custom-fields", $$"""[{"id": {{one}}, "priority": 7}, {"id": 987654321, "priority": 1}]""")).Is(HttpStatusCode.NotFound);
        Assert.NotEmpty((await desk.Admin.PutJsonAsync("/api/custom-fields", $$"""[{"id": {{one}}}, {"id": {{one}}}]""")).Is(HttpStatusCode.BadRequest).ErrorsAt("1.id"));
        Assert.Null((await desk.Admin.GetJsonAsync($"/api/custom-fields/{one}"))["priority"]);
        (await desk.Admin.PutJsonAsync("/api/custom-fields", """{"id": 1}""")).Is(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task The_type_of_a_field_cannot_change_once_it_has_values_and_its_choices_can()
    {
        var id = await desk.FieldAsync(FieldSamples.Tree);
        (await desk.Admin.PutJsonAsync($"/api/custom-fields/{id}", new { object_type = "Customer" })).Is(HttpStatusCode.OK);
        (await desk.Admin.PutJsonAsync($"/api/custom-fields/{id}", new { object_type = "Ticket" })).Is(HttpStatusCode.OK);
        var ticket = await desk.Admin.OpenTicketAsync(body => body["custom_fields"] = new JsonArray(FieldSamples.Value(id, "Other")));
        var refused = (await desk.Admin.PutJsonAsync($"/api/custom-fields/{id}", new JsonObject { ["object_type"] = "Customer", ["definition"] = FieldSamples.Number })).Is(HttpStatusCode.BadRequest);
        Assert.Equal(["Cannot change once the field has values."], refused.ErrorsAt("object_type"));
        Assert.Equal(["Cannot change once the field has values."], refused.ErrorsAt("definition.data_type"));

        var fewer = FieldSamples.Definition("text", new { input_type = "dropdown", choices = new[] { "Shipping::Lost" } });
        (await desk.Admin.PutJsonAsync($"/api/custom-fields/{id}", new JsonObject { ["definition"] = fewer })).Is(HttpStatusCode.OK);
        Assert.Equal($"{id}=\"Other\"", await desk.FieldsAsync($"/api/tickets/{ticket["id"]}"));
    }

    [Fact]
    public async Task A_field_is_archived_and_restored_but_never_deleted()
    {
        var id = await desk.FieldAsync(FieldSamples.Text);
        await desk.ArchiveAsync(id);
        Assert.Null((await desk.Admin.PutJsonAsync($"/api/custom-fields/{id}", """{"deactivated_datetime": null}""")).Is(HttpStatusCode.OK)["deactivated_datetime"]);
        Assert.Equal(["custom-field-created", "custom-field-updated", "custom-field-updated"], await desk.EventsOfAsync("CustomField", id));
        (await desk.Admin.DeleteJsonAsync($"/api/custom-fields/{id}")).Is(HttpStatusCode.MethodNotAllowed);
        (await desk.Admin.DeleteJsonAsync("/api/custom-fields")).Is(HttpStatusCode.MethodNotAllowed);
        (await desk.Admin.GetJsonAsync("/api/custom-fields/987654321")).Is(HttpStatusCode.NotFound);
        (await desk.Admin.PutJsonAsync("/api/custom-fields/987654321", "{}")).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Only_an_administrator_defines_fields_and_everybody_sees_them()
    {
        using var lead = await desk.AsRoleAsync("agent");
        using var observer = await desk.AsRoleAsync("observer-agent");
        (await lead.PostJsonAsync("/api/custom-fields", FieldSamples.Field(FieldSamples.Text))).Is(HttpStatusCode.Forbidden);
        (await observer.GetJsonAsync("/api/custom-fields?object_type=Ticket")).Is(HttpStatusCode.OK);
    }
}
