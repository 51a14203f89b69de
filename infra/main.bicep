// FuncAuth in one resource group. Each module is one concern; README.md says what each is for.
targetScope = 'resourceGroup'

import { alwaysReadyInstances, dnsRecord } from 'types.bicep'

@description('What the names of tables and queues begin with.')
@minLength(3)
@maxLength(20)
param instance string = 'funcauth'

@description('What people read in messages.')
@minLength(1)
param applicationName string

@description('The origins of the front ends, such as https://app.example.com. Nothing else may call from a browser.')
@minLength(1)
param allowedOrigins string[]

@description('The host that front ends reach FuncAuth at, such as auth.example.com. Empty: the host that Azure gives the app.')
param hostName string = ''

@description('Put Azure Front Door before the app, with hostName as its domain. The app then takes nothing that comes past it.')
param frontDoor bool = false

@description('The region. Flex Consumption is not in every one.')
param location string = resourceGroup().location

@description('Where Communication Services keeps its data. It cannot be changed later.')
param dataLocation string = 'Europe'

@description('An e-mail domain of your own. Empty: one that Azure makes, good for first tries only.')
param emailDomain string = ''

@description('Set it once the DNS records of emailDomain are verified. Until then messages come from the domain that Azure made.')
param emailDomainVerified bool = false

@description('The part before the @ of the address that e-mails come from, at emailDomain.')
param emailSender string = 'no-reply'

@description('Whom SMS come from: a number, short code or name that Communication Services lets you use. Empty: no SMS, and no phone numbers.')
param smsFrom string = ''

@description('How many copies of the storage there are, and where.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS'])
param storageRedundancy string = 'Standard_ZRS'

@description('The memory of one instance of the app.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int = 512

@description('The most instances of one scale group: what a flood can cost at most.')
@minValue(1)
@maxValue(1000)
param maximumInstances int = 40

@description('Instances that never sleep: for requests, for e-mail and for SMS. One for requests removes the cold start.')
param alwaysReady alwaysReadyInstances = { http: 0, email: 0, sms: 0 }

@description('More settings of the app, by name; local.settings.sample.json lists them. What is set in the portal is lost at the next deployment.')
param settings { *: string } = {}

@description('Who is told of alerts. Empty: they show in the portal only.')
param alertEmail string = ''

@description('Messages an hour, above which an alert goes off: they cost more than all the rest.')
param messagesAnHour int = 500

@description('What the resource group may cost a month, in the currency of the subscription, before alertEmail is told. 0: no budget.')
param monthlyBudget int = 0

@description('The first month of the budget.')
param budgetStart string = utcNow('yyyy-MM-01')

@description('For how many days logs are kept.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 30

@description('The object id of the person or pipeline that makes and rotates the keys. Empty: nobody gets that role here.')
param keyKeeperId string = ''

@description('Tags of every resource.')
param tags { *: string } = {}

// One suffix for all: names of storage accounts, vaults and apps are taken world-wide.
var suffix = uniqueString(resourceGroup().id, instance)
var names = {
  identity: 'id-${instance}-${suffix}'
  storage: 'st${suffix}'
  vault: 'kv-${suffix}'
  communication: 'acs-${instance}-${suffix}'
  email: 'mail-${instance}-${suffix}'
  workspace: 'log-${instance}-${suffix}'
  component: 'appi-${instance}-${suffix}'
  plan: 'plan-${instance}-${suffix}'
  app: 'func-${instance}-${suffix}'
  frontDoor: 'afd-${instance}-${suffix}'
  endpoint: '${instance}-${suffix}'
}

var appHost = '${names.app}.azurewebsites.net'
var host = !empty(hostName) ? hostName : frontDoor ? fail('frontDoor needs hostName.') : appHost

// As StorageLayout names them. The app makes none: its roles reach these and no others.
var tables = map(['clients', 'users', 'identifiers', 'deliveries'], table => '${instance}${table}')
var queues = flatten(map(['email', 'sms'], queue => ['${instance}-${queue}', '${instance}-${queue}-poison']))
var packageContainer = 'packages'

module identity 'identity.bicep' = {
  params: { name: names.identity, location: location, tags: tags }
}

module monitoring 'monitoring.bicep' = {
  params: {
    workspaceName: names.workspace
    componentName: names.component
    location: location
    retentionDays: logRetentionDays
    tags: tags
  }
}

module storage 'storage.bicep' = {
  params: {
    name: names.storage
    location: location
    redundancy: storageRedundancy
    tables: tables
    queues: queues
    packageContainer: packageContainer
    workspaceId: monitoring.outputs.workspaceId
    tags: tags
  }
}

module vault 'vault.bicep' = {
  params: { name: names.vault, location: location, workspaceId: monitoring.outputs.workspaceId, tags: tags }
}

module communication 'communication.bicep' = {
  params: {
    name: names.communication
    emailName: names.email
    dataLocation: dataLocation
    applicationName: applicationName
    emailDomain: emailDomain
    emailDomainVerified: emailDomainVerified
    emailSender: emailSender
    workspaceId: monitoring.outputs.workspaceId
    tags: tags
  }
}

module roles 'roles.bicep' = {
  params: {
    identityName: names.identity
    appId: identity.outputs.principalId
    keyKeeperId: keyKeeperId
    storageName: names.storage
    tables: tables
    queues: queues
    vaultName: names.vault
    communicationName: names.communication
    componentName: names.component
  }
  dependsOn: [storage, vault, communication, monitoring]
}

module edge 'front-door.bicep' = if (frontDoor) {
  params: { name: names.frontDoor, endpointName: names.endpoint, originHost: appHost, hostName: host, tags: tags }
}

module app 'function-app.bicep' = {
  params: {
    name: names.app
    planName: names.plan
    location: location
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    storageName: names.storage
    packageContainer: packageContainer
    vaultUri: vault.outputs.uri
    communicationEndpoint: communication.outputs.endpoint
    emailFrom: communication.outputs.emailFrom
    smsFrom: smsFrom
    monitoringConnection: monitoring.outputs.connection
    workspaceId: monitoring.outputs.workspaceId
    instance: instance
    applicationName: applicationName
    host: host
    allowedOrigins: allowedOrigins
    settings: settings
    instanceMemoryMB: instanceMemoryMB
    maximumInstances: maximumInstances
    alwaysReady: alwaysReady
    frontDoor: frontDoor
    frontDoorId: edge.?outputs.id ?? ''
    tags: tags
  }
  dependsOn: [roles]
}

module alerts 'alerts.bicep' = {
  params: {
    name: '${instance}-${suffix}'
    location: location
    workspaceId: monitoring.outputs.workspaceId
    storageName: names.storage
    email: alertEmail
    messagesAnHour: messagesAnHour
    monthlyBudget: monthlyBudget
    budgetStart: budgetStart
    tags: tags
  }
  dependsOn: [storage]
}

module workbook 'workbook.bicep' = {
  params: { name: instance, location: location, workspaceId: monitoring.outputs.workspaceId, tags: tags }
}

// What the next commands need. Nothing here is a secret: azd keeps outputs in a file in clear.
output FUNCAUTH_APP string = names.app
output FUNCAUTH_HOST string = host
output FUNCAUTH_PUBLISHABLE_KEY string = app.outputs.publishableKey
output FUNCAUTH_VAULT_URI string = vault.outputs.uri
output FUNCAUTH_EMAIL_FROM string = communication.outputs.emailFrom
output FUNCAUTH_EMAIL_DNS dnsRecord[] = communication.outputs.dnsRecords
output FUNCAUTH_FRONT_DOOR_DNS dnsRecord[] = edge.?outputs.dnsRecords ?? []
