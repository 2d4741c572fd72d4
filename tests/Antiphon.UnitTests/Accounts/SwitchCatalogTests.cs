using Antiphon.Accounts;
using Antiphon.Http;

namespace Antiphon.UnitTests.Accounts;

public sealed class SwitchCatalogTests
{
    [Fact]
    public void Every_switch_can_be_shown_and_typed_back()
    {
        var switches = new Switches { Plan = "custom", CustomKeySize = 7, Tolerant = true };
        var errors = new FieldErrors();

        var typed = SwitchCatalog.Apply(new Switches(), SwitchCatalog.Names.Select(name => KeyValuePair.Create(name, SwitchCatalog.Show(switches, name))), errors);

        Assert.False(errors.Any, errors.ToJson().ToJsonString());
        Assert.Equal(switches, typed);
    }

    [Fact]
    public void The_allowed_plans_are_those_that_the_limiter_knows()
    {
        foreach (var plan in new[] { "standard", "enterprise", "basic", "pro10", "off" })
        {
            var errors = new FieldErrors();
            Assert.Equal(plan, SwitchCatalog.Apply(new Switches(), [KeyValuePair.Create("plan", plan)], errors).Plan);
            Assert.False(errors.Any);
            Assert.True(Antiphon.Limits.LimitPlan.TryPreset(plan, out _));
        }
    }

    [Fact]
    public void All_that_is_wrong_is_told_at_once()
    {
        var errors = new FieldErrors();

        SwitchCatalog.Apply(new Switches(), [KeyValuePair.Create("colour", "red"), KeyValuePair.Create("plan", "gold"), KeyValuePair.Create("custom_window", "soon")], errors);

        Assert.Equal(["colour", "plan", "custom_window"], errors.ToJson().Select(error => error.Key));
    }
}
