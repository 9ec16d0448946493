using GitSync.Simulation;

SimulationSettings settings;
try
{
    settings = SimulationSettings.Parse(args);
}
catch (FormatException refusal)
{
    Console.Error.WriteLine(refusal.Message);
    Console.Error.WriteLine(SimulationSettings.Usage);
    return 2;
}

return settings switch
{
    { Mutants: { } named } => await MutantRunner.RunAsync(named, settings),
    { Soak: { } hours } => await SoakRun.RunAsync(hours, settings),
    _ => await SeedRunner.RunAsync(settings),
};
