import{a as o}from"./chunk-RDYKH6RL.js";import"./chunk-WDJ47GRQ.js";import"./chunk-6IPEWASV.js";import"./core.js";var n=o,e=4;export{e as indent,n as language};
