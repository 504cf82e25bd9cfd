import{a as o}from"./chunk-C5UE3PM5.js";import"./chunk-DDONJOEV.js";import"./chunk-ADWM6SNY.js";import"./core.js";var n=o,e=4;export{e as indent,n as language};
