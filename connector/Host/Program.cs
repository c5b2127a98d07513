using Collections.Connector.Host.Commands;
using Collections.Connector.Host.Terminal;

return await new CommandLine(HostEnvironment.OfProcess(), Verbs.All()).RunAsync(args);
