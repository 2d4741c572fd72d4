using System.Text.Json;
using Antiphon.Contract;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Identity;
using Antiphon.Integrations.Http;
using Antiphon.Outgoing;
using Antiphon.Rules;

namespace Antiphon.Integrations.Templates;

/// <summary>Makes the integration or the rule of a template that tells another service. What comes of it is the account's own, to be changed at will. An extension.</summary>
internal sealed class InstallIntegrationTemplate(CreateIntegration createIntegration, CreateRule createRule, OutgoingRules door)
{
    private const string Address = "{{url}}";

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapPost("/integrations/templates", HandleAsync).RequireScope(Scope.IntegrationsWrite, Right.Administer)
        .Writes(EventType.IntegrationCreated, EventType.RuleCreated, EventType.UserCreated).Extension().HoldsSecrets()
        .Produces<InstalledIntegrationTemplateResource>(StatusCodes.Status201Created);

    private static async Task<IResult> HandleAsync(Input<InstallIntegrationTemplateRequest> input, Actor actor, InstallIntegrationTemplate installTemplate, CancellationToken cancellationToken) =>
        (await installTemplate.RunAsync(input, actor, cancellationToken)).ToCreated("Failed to install integration template", installed => installed);

    public async Task<Result<InstalledIntegrationTemplateResource>> RunAsync(Input<InstallIntegrationTemplateRequest> input, Actor actor, CancellationToken cancellationToken)
    {
        var (request, errors) = (input.Value, input.Errors);
        var template = IntegrationTemplate.Outbound.FirstOrDefault(known => known.Slug == request.Template);
        errors.Required("template", request.Template)
            .AddIf(template is null, "template", $"Must be one of: {string.Join(", ", IntegrationTemplate.Outbound.Select(known => known.Slug))}.")
            .RequiredText("url", request.Url);
        IntegrationFields.Check(errors, request.Name, null, null);
        if (!errors.Has("url"))
        {
            UrlRules.Check(errors, "url", request.Url!.Trim(), door);
        }

        if (template is null || errors.Any)
        {
            return Failure.Invalid(errors);
        }

        // As it goes over the wire an address has no quotes, braces or backslashes, so it stays a text wherever the template has it.
        var url = new Uri(request.Url!.Trim()).AbsoluteUri.Replace("'", "%27", StringComparison.Ordinal).Replace("\\", "%5C", StringComparison.Ordinal);
        var body = template.Request.Body.GetRawText().Replace(Address, url, StringComparison.Ordinal);
        return template.Request.Path == "/api/rules"
            ? await RuleAsync(Read<CreateRuleRequest>(body, errors), request.Name, actor, cancellationToken)
            : await IntegrationAsync(Read<CreateIntegrationRequest>(body, errors), request.Name, actor, cancellationToken);
    }

    private async Task<Result<InstalledIntegrationTemplateResource>> RuleAsync(CreateRuleRequest rule, string? name, Actor actor, CancellationToken cancellationToken) =>
        // The route asks for the scope of integrations; a rule asks for its own.
        actor.May(Scope.RulesWrite)
            ? (await createRule.RunAsync(rule with { Name = name ?? rule.Name }, actor, cancellationToken)).Map(made => new InstalledIntegrationTemplateResource(null, made.ToResource()))
            : Failure.Forbidden();

    private async Task<Result<InstalledIntegrationTemplateResource>> IntegrationAsync(CreateIntegrationRequest integration, string? name, Actor actor, CancellationToken cancellationToken) =>
        (await createIntegration.RunAsync(integration with { Name = name ?? integration.Name }, actor, cancellationToken))
            .Map(made => new InstalledIntegrationTemplateResource(made.ToResource(withCredentials: true), null));

    private static T Read<T>(string body, FieldErrors errors) => new WireReader(tolerant: false).Read<T>(JsonElement.Parse(body), errors);
}
