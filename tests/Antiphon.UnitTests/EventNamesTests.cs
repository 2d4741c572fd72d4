using System.Reflection;
using Antiphon.Contract;

namespace Antiphon.UnitTests;

public sealed class EventNamesTests
{
    [Fact]
    public void Every_type_that_is_written_is_documented() => Assert.Empty(Constants(typeof(EventType)).Except(EventType.All, StringComparer.Ordinal));

    [Fact]
    public void Every_kind_of_object_that_is_written_is_documented() => Assert.Empty(Constants(typeof(EventObject)).Except(EventObject.All, StringComparer.Ordinal));

    [Fact]
    public void No_name_stands_twice()
    {
        Assert.Equal(EventType.All.Distinct(StringComparer.Ordinal), EventType.All);
        Assert.Equal(EventObject.All.Distinct(StringComparer.Ordinal), EventObject.All);
    }

    private static IEnumerable<string> Constants(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!);
}
