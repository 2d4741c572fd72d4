using Antiphon.Bench;
using Antiphon.Bench.Bare;
using Antiphon.Bench.Report;
using Antiphon.Bench.Streams;
using Antiphon.Bench.Webhooks;

if (args is [BenchOptions.BareVerb])
{
    return await BareServer.RunAsync(Environment.GetEnvironmentVariable("ConnectionStrings__Desk")!, CancellationToken.None);
}

Func<BenchOptions, CancellationToken, Task<string>>? alone = args.FirstOrDefault() switch
{
    WebhookBench.Verb => new((options, cancellationToken) => new WebhookBench(options, Console.Error.WriteLine).RunAsync(cancellationToken)),
    StreamBench.Verb => new((options, cancellationToken) => new StreamBench(options, Console.Error.WriteLine).RunAsync(cancellationToken)),
    _ => null,
};
if (alone is not null)
{
    return await BenchOptions.Command(async (options, cancellationToken) =>
    {
        Console.WriteLine(await alone(options, cancellationToken));
        return 0;
    }).Parse(args[1..]).InvokeAsync(cancellationToken: CancellationToken.None);
}

return await BenchOptions.Command(async (options, cancellationToken) =>
{
    try
    {
        if (await new Run(options, Console.Error.WriteLine).RunAsync(cancellationToken) is not { } results)
        {
            return 0;
        }

        var measured = Markdown.Of(results);
        Console.WriteLine(measured);
        if (options.Out is { } document)
        {
            await File.WriteAllTextAsync(document, Markdown.Replace(await File.ReadAllTextAsync(document, cancellationToken), measured), cancellationToken);
        }

        return 0;
    }
    catch (BenchException e)
    {
        await Console.Error.WriteLineAsync(e.Message);
        return 1;
    }
}).Parse(args).InvokeAsync(cancellationToken: CancellationToken.None);
