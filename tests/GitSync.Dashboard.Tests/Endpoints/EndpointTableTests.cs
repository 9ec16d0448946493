using GitSync.Dashboard.Mapping;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace GitSync.Dashboard.Tests;

/// <summary>Nothing is mapped that the tests of permissions do not know.</summary>
public sealed class EndpointTableTests(EndpointWorld world) : IClassFixture<EndpointWorld>
{
    [Fact]
    public void EveryEndpoint_IsInTheTable() => Mapped().Select(each => $"{MethodOf(each)} {RouteOf(each)}")
        .Should().BeEquivalentTo(EndpointTable.Rows.Select(row => row.ToString()));

    [Fact]
    public void EveryEndpoint_TakesThePolicyForLooking() => Mapped().Should().OnlyContain(each => PoliciesOf(each).Contains("view"));

    [Fact]
    public void WhatTakesAPermission_HasItAmongItsMetadata() => Mapped()
        .Where(each => PoliciesOf(each).Length > 1).Select(each => $"{MethodOf(each)} {RouteOf(each)} {PoliciesOf(each).Except(["view"]).Single()}")
        .Should().BeEquivalentTo(EndpointTable.Rows.Where(row => row.Permission is not null && !IsOfARun(row)).Select(row => $"{row} {row.Permission}"));

    /// <summary>Which permission that takes depends on what the run does.</summary>
    private static bool IsOfARun(EndpointRow row) => row.Route is "/runs/new" or "/runs/{id}/stop" or "/runs/{id}/resume";

    private RouteEndpoint[] Mapped() =>
    [
        .. world.Dashboard.Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(each => each.Metadata.GetMetadata<DashboardSite>() is not null),
    ];

    private static string MethodOf(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Single();

    private static string RouteOf(RouteEndpoint endpoint) => endpoint.RoutePattern.RawText![GuardedDashboard.Prefix.Length..];

    private static string[] PoliciesOf(RouteEndpoint endpoint) =>
        [.. endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(each => each.Policy).OfType<string>()];
}
