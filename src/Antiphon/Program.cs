using Antiphon.Cli;

return await CommandLine.RunAsync(args, CancellationToken.None);
