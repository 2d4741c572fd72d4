using System.Net;
using Antiphon.Accounts;
using Antiphon.ApiTests.Furniture;
using Antiphon.ContractTests.Furniture;
using Antiphon.Data;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ContractTests.Accounts;

/// <summary>The account page.</summary>
[Trait("row", "B37")]
public sealed class AccountShapeTests
{
    [Fact]
    public async Task The_account_and_its_settings_have_the_documented_shape()
    {
        await using var desk = await Desk.StartAsync();
        var (account, settings) = (Shape.Read("accounts/account"), Shape.Read("accounts/settings"));
        account.Matches((await desk.Admin.GetJsonAsync("/api/account")).Is(HttpStatusCode.OK).Json);
        settings.Matches((await desk.Admin.GetJsonAsync("/api/account/settings")).Is(HttpStatusCode.OK).Json);
        await desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().ExecuteAsync(
            $$"""insert into account_settings (account_id, type, data, created_at, updated_at) values ({{desk.Account.Id}}, 'business-hours', '{"timezone": "UTC"}', now(), now())""", CancellationToken.None));
        account.Matches((await desk.Admin.GetJsonAsync("/api/account")).Is(HttpStatusCode.OK).Json);
        settings.Matches((await desk.Admin.GetJsonAsync("/api/account/settings?type=business-hours")).Is(HttpStatusCode.OK).Json);
        await desk.SwitchAsync(new Switches { Plan = "off", BareSettings = true });
        var bare = (await desk.Admin.GetJsonAsync("/api/account/settings")).Is(HttpStatusCode.OK);
        Assert.Equal(["id", "type", "data"], bare.Json.AsArray().Single()!.AsObject().Select(member => member.Key));
    }
}
