using System.Text.Json;
using Antiphon.Contract;
using Antiphon.CustomFields;
using Antiphon.CustomFields.Values;

namespace Antiphon.UnitTests.CustomFields;

[Trait("row", "B38")]
public sealed class FieldValueReadingTests
{
    [Theory]
    [InlineData("text", "input", "", "\"\"", "\"\"")]
    [InlineData("number", "input_number", "", "12", "12")]
    [InlineData("number", "input_number", "", "\"12.50\"", "12.50")]
    [InlineData("number", "input_number", "", "-0.1e2", "-10")]
    [InlineData("number", "input_number", """, "min": "-10", "max": 3""", "-10", "-10")]
    [InlineData("number", "input_number", """, "min": null, "max": null""", "7", "7")]
    [InlineData("boolean", "dropdown", "", "false", "false")]
    [InlineData("boolean", "dropdown", "", "\"True\"", "true")]
    [InlineData("boolean", "dropdown", "", "1", "true")]
    [InlineData("boolean", "dropdown", """, "choices": [true]""", "true", "true")]
    [InlineData("text", "dropdown", """, "choices": ["A::B", "C"]""", "\"A::B\"", "\"A::B\"")]
    public void A_value_that_fits_is_stored_in_the_type_of_its_field(string dataType, string inputType, string settings, string value, string stored)
    {
        var (read, error) = FieldValueReading.Read(Field(dataType, inputType, settings), JsonElement.Parse(value));
        Assert.Null(error);
        Assert.Equal(stored, read.ToJson().GetRawText());
    }

    [Theory]
    [InlineData("text", "input", "", "1")]
    [InlineData("text", "dropdown", """, "choices": ["A::B", "C"]""", "\"A\"")]
    [InlineData("text", "dropdown", """, "choices": ["A::B", "C"]""", "\"c\"")]
    [InlineData("text", "dropdown", """, "choices": ["true"]""", "true")]
    [InlineData("number", "input_number", "", "\"\"")]
    [InlineData("number", "input_number", "", "\"1 2\"")]
    [InlineData("number", "input_number", "", "[1]")]
    [InlineData("number", "input_number", ", \"max\": \"3.5\"", "3.51")]
    [InlineData("boolean", "dropdown", """, "choices": [true]""", "false")]
    [InlineData("boolean", "dropdown", "", "2")]
    public void A_value_that_does_not_fit_is_refused(string dataType, string inputType, string settings, string value) =>
        Assert.NotNull(FieldValueReading.Read(Field(dataType, inputType, settings), JsonElement.Parse(value)).Error);

    private static CustomField Field(string dataType, string inputType, string settings)
    {
        var json = $$"""{"data_type": "{{dataType}}", "input_settings": {"input_type": "{{inputType}}"{{settings}} } }""";
        var definition = (CustomFieldDefinition)JsonSerializer.Deserialize(json, WireJson.Options.GetTypeInfo(typeof(CustomFieldDefinition)))!;
        return new CustomField(1, null, "Ticket", "Field", null, null, FieldRequirement.Visible, null, definition, default, default, null);
    }
}
