using GitSync.MultiHost;

if (args is ["host", var own])
{
    return await HostProgram.RunAsync(HostSettings.Read(own));
}

RunSettings settings;
try
{
    settings = RunSettings.Parse(args);
}
catch (FormatException refusal)
{
    Console.Error.WriteLine(refusal.Message);
    Console.Error.WriteLine(RunSettings.Usage);
    return 2;
}

return await CommandLine.RunAsync(settings);
