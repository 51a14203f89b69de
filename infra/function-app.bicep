// The app on Flex Consumption, with every setting that it gets from here.
import { alwaysReadyInstances } from 'types.bicep'

param name string
param planName string
param location string
param identityId string
param identityClientId string
param storageName string
param packageContainer string
param vaultUri string
param communicationEndpoint string
param emailFrom string
param smsFrom string
param monitoringConnection string
param workspaceId string
param instance string
param applicationName string
param host string
param allowedOrigins string[]
param settings { *: string }
param instanceMemoryMB int
param maximumInstances int
param alwaysReady alwaysReadyInstances
param frontDoor bool
param frontDoorId string
param tags { *: string }

// What front ends carry: the host and a dollar sign in base64. It is no secret.
var publishableKey = 'pk_live_${replace(base64('${host}$'), '=', '')}'

var storageSuffix = environment().suffixes.storage

// A scale group each, by the names of the functions.
var scaleGroups = filter(
  [
    { name: 'http', instanceCount: alwaysReady.http }
    { name: 'function:deliver_email', instanceCount: alwaysReady.email }
    { name: 'function:deliver_sms', instanceCount: alwaysReady.sms }
  ],
  group => group.instanceCount > 0
)

var ownSettings = {
  AzureWebJobsStorage__blobServiceUri: 'https://${storageName}.blob.${storageSuffix}'
  AzureWebJobsStorage__queueServiceUri: 'https://${storageName}.queue.${storageSuffix}'
  AzureWebJobsStorage__tableServiceUri: 'https://${storageName}.table.${storageSuffix}'
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: identityClientId
  AzureWebJobsDisableHomepage: 'true'

  APPLICATIONINSIGHTS_CONNECTION_STRING: monitoringConnection
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'

  FUNCAUTH_INSTANCE: instance
  FuncAuth__Instance__ApplicationName: applicationName
  FuncAuth__Instance__Environment: 'production'
  FuncAuth__Instance__PublishableKey: publishableKey
  FuncAuth__Instance__AllowedOrigins: join(allowedOrigins, ',')
  // Nobody learns who has an account. Where people are better told that they mistyped their address, `settings` says off.
  FuncAuth__AttackProtection__Enumeration: 'strict'
  FuncAuth__Keys__VaultUri: vaultUri
  FuncAuth__Communication__Endpoint: communicationEndpoint
  FuncAuth__Communication__EmailFrom: emailFrom
}

// Without a sender a code by SMS would end in the poison queue, so nobody is asked for a phone number.
var smsSettings = empty(smsFrom)
  ? { FuncAuth__Attributes__PhoneNumber__Enabled: 'false' }
  : { FuncAuth__Communication__SmsFrom: smsFrom }

// Behind Front Door the address that a request comes from is Front Door's. Its own header is to be believed, because nothing comes past it.
var frontDoorSettings = frontDoor ? { FuncAuth__Instance__ClientAddressHeader: 'X-Azure-ClientIP' } : {}

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { tier: 'FlexConsumption', name: 'FC1' }
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2025-03-01' = {
  name: name
  location: location
  // By this tag azd finds where the service of azure.yaml goes.
  tags: union(tags, { 'azd-service-name': 'functions' })
  kind: 'functionapp,linux'
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identityId}': {} } }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    // For a secret among the settings of one's own, as the password of a mail server: a reference to the vault, resolved with this identity.
    keyVaultReferenceIdentity: identityId
    // No client certificates, and no affinity cookie: instances are all alike.
    clientAffinityEnabled: false
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: 'https://${storageName}.blob.${storageSuffix}/${packageContainer}'
          authentication: { type: 'UserAssignedIdentity', userAssignedIdentityResourceId: identityId }
        }
      }
      runtime: { name: 'dotnet-isolated', version: '10.0' }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstances
        alwaysReady: scaleGroups
      }
    }
    siteConfig: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      ftpsState: 'Disabled'
      http20Enabled: true
      // On this plan the host answers every preflight by this list, so it has to be the app's own.
      cors: { allowedOrigins: allowedOrigins, supportCredentials: true }
      appSettings: map(
        items(union(ownSettings, smsSettings, frontDoorSettings, settings)),
        setting => { name: setting.key, value: setting.value }
      )
      ipSecurityRestrictionsDefaultAction: frontDoor ? 'Deny' : 'Allow'
      ipSecurityRestrictions: frontDoor
        ? [
            {
              name: 'front-door'
              action: 'Allow'
              priority: 100
              tag: 'ServiceTag'
              ipAddress: 'AzureFrontDoor.Backend'
              // The tag alone would let in everybody's Front Door.
              headers: { 'x-azure-fdid': [frontDoorId] }
            }
          ]
        : []
      scmIpSecurityRestrictionsUseMain: false
    }
  }

  // Deployments show a token of Entra ID; there is no password.
  resource noDeploymentPassword 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }

  resource noFtpPassword 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }
}

// What the host says for itself, for when the app does not start; the app sends its own. Metrics are in Azure Monitor anyway.
#disable-next-line use-recent-api-versions // the one that the linter wants, of 2016, knows no categories
resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: app
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'FunctionAppLogs', enabled: true }]
  }
}

output publishableKey string = publishableKey
